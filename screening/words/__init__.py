"""The only place with sentences that people read: by language, and filled in.

``<language>/*.toml`` hold the words. The modules beside them put those together that
need more than a look-up: what a leg showed (``findings``), why something was not judged
(``checks``), numbers with their unit and error (``numbers``). Other rooms take a plain
sentence with :func:`screening.language.say`.
"""
