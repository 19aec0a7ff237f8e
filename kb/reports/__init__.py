"""An article with all that was found in it, for people who do not open Datasette: the agency, the copywriter, the file.

`reading` makes a Report out of a database; `page` (HTML), `word` (docx), `tables` (CSV, Markdown, JSON) write it. The
machine's verdict and what a person decided are two things in every one of them.
"""
