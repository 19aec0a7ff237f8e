"""Reading: alone opens `sources/`. Files in; articles and studies, and problems in plain words, out."""
