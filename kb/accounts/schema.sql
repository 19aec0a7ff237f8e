-- Who may sign in. Never served and never attached: the file is readable by its owner alone.
CREATE TABLE users (
  name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 32 AND name NOT GLOB '*[^a-z0-9._-]*' AND name GLOB '[a-z]*'),
  role TEXT NOT NULL CHECK (role IN ('reader', 'reviewer', 'lead')),
  hash TEXT NOT NULL CHECK (hash GLOB '$argon2id$*'),
  generation INTEGER NOT NULL DEFAULT 1 CHECK (generation >= 1), -- rises when all sessions of the account must end
  disabled TEXT, -- since when; a name stays taken, since decisions carry it
  created TEXT NOT NULL
) STRICT;
CREATE TRIGGER users_stay BEFORE DELETE ON users BEGIN
  SELECT RAISE(ABORT, 'an account is disabled, never deleted: decisions carry its name');
END;
CREATE TRIGGER users_keep_names BEFORE UPDATE OF name ON users BEGIN
  SELECT RAISE(ABORT, 'an account keeps its name: decisions carry it');
END;
CREATE TRIGGER sessions_end_for_good BEFORE UPDATE ON users WHEN NEW.generation < OLD.generation BEGIN
  SELECT RAISE(ABORT, 'the generation of an account never falls');
END;

-- Failed attempts to sign in, by a keyed hash of name and address: people type passwords into the field for names.
CREATE TABLE failures (
  key TEXT PRIMARY KEY,
  count INTEGER NOT NULL CHECK (count > 0),
  last REAL NOT NULL -- seconds since 1970
) STRICT;

-- Signs the sessions; kept, so that a restart signs nobody out.
CREATE TABLE secret (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL CHECK (length(value) >= 64)) STRICT;
