"""What is known, in formats that other programs read: `tables` (CSV, JSON lines, Parquet), `annotations` (W3C Web
Annotation), `claimreview` (schema.org), `nanopubs` (TriG); bibliographies are written by `kb.literature`. `offers` says
what there is. Each gives its file in pieces, so that no table stands in memory as a whole."""
