"""The reader's own literature: files of other programs in, records of a folder out, and what held texts say.

`formats` tells which format a file has; `ris`, `nbib`, `bibtex`, `csl` and `pubmed` each read one, and all but the last
write it too. `incoming` brings what they read into the strict schema of a study record. `adding` puts records into a
folder and merges those that are there already; `texts`, `corrections` and `notices` keep what belongs to a record
beside it. `sentences` and `machine` read the held texts at build time. No module of it asks the network.
"""
