"""Copy into the reader's folder: files and pages of the web in, each under a name of its own; an earlier version of the
same page is put by, never overwritten, and what changed between the two can be told."""
