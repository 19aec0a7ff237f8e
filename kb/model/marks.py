"""Keys among a proposition's content that name no thing, but how it is said: set where copy is read, asked for where it
is compared."""

SAME = "~same"  # where it is denied: who has "not the same risks" may have others
EVERY = "~every"  # "all known trials": what holds of some is not told of all
SOLE = "~sole"  # "the only treatment": what bears out that it is one says nothing of others
RARE = "~rare"  # "uncommon", "infrequent" and the rest of that end of the scale
LESSER = "~lesser"  # "eased it less than X": done, and to a lesser degree than what it is compared with
LESS = "~less"  # "less benefit than with X": less of something, which may be for better or worse
