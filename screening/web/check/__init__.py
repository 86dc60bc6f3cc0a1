"""Check yourself: questions, guided take, trial."""
