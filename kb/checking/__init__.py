"""A draft against the library before anything is built: `drafts` checks, `terminal` and `sarif` show, `commands` is the
door. `places` says where in a file the words of the audited text stand."""
