"""A reader's own vocabulary: `kb vocab add` writes it, `kb vocab check` runs its examples. The shipped files stay as
they are; `kb.vocab.load_vocabulary(SHIPPED, folder)` reads both."""
