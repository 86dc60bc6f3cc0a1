"""The commands, one file each; the command line puts them together."""
