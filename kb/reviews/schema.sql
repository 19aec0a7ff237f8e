-- reviews.db: what people said. `reviews` is an append-only log, one row an event; all other tables are filled from it by the
-- triggers below, in the transaction of the row itself, and could be made again from it. The rules stand here and not in Python,
-- so that no other program can break them with sqlite3.

CREATE TABLE reviews (               -- columns in the order in which a person reads a row
  id INTEGER PRIMARY KEY,            -- 1, 2, 3, ... without gaps
  kind TEXT NOT NULL CHECK (kind IN ('decision','settlement','note','claim','attachment','assignment','policy')),
  at TEXT NOT NULL CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9].[0-9][0-9][0-9]Z'),
  reviewer TEXT NOT NULL CHECK (trim(reviewer) <> ''),
  claim_id TEXT,                     -- the claim that the person saw, and its words, surroundings and place as he saw them
  article_id TEXT,
  quote TEXT,
  before TEXT,
  after TEXT,
  anchor TEXT,                       -- a hash of the four columns before: a claim is followed by it, not by its id
  start_char INTEGER,
  end_char INTEGER,
  build TEXT,                        -- inputs of the build that he saw
  machine_verdict TEXT CHECK (machine_verdict IN ('supported','unsupported','contradicted')),
  machine_reason TEXT,
  decision TEXT CHECK (decision IN ('agree','overrule','needs_work','not_a_claim')),
  verdict TEXT CHECK (verdict IN ('supported','unsupported','contradicted')),  -- what the decision comes to
  reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 10000),
  citation TEXT NOT NULL DEFAULT '' CHECK (length(citation) <= 10000),         -- a better one
  note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 10000),
  assignee TEXT,
  needed INTEGER CHECK (needed BETWEEN 1 AND 9),
  refers_to INTEGER REFERENCES reviews(id),
  supersedes INTEGER REFERENCES reviews(id),
  blind INTEGER NOT NULL DEFAULT 0 CHECK (blind IN (0, 1)),  -- 1: decided before another's decision could be seen
  form TEXT UNIQUE,                  -- the form that was sent; it counts once
  origin TEXT,                       -- hash in the log from which the row was imported
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (hash GLOB replace(hex(zeroblob(32)), '0', '[0-9a-f]')),  -- SHA-256 over all other columns
  CHECK (kind = 'policy' OR (claim_id <> '' AND article_id <> '' AND quote <> '' AND anchor <> ''
    AND before IS NOT NULL AND after IS NOT NULL AND 0 <= start_char AND start_char < end_char)),
  CHECK ((kind IN ('decision', 'settlement')) = (decision IS NOT NULL)),
  CHECK (CASE decision WHEN 'agree' THEN verdict IS NOT NULL AND verdict IS machine_verdict
    WHEN 'overrule' THEN verdict IS NOT NULL AND verdict IS NOT machine_verdict ELSE verdict IS NULL END),
  CHECK ((kind = 'note') = (trim(note) <> '')),
  CHECK ((kind = 'attachment') = (refers_to IS NOT NULL)),
  CHECK ((kind = 'policy') = (needed IS NOT NULL)),
  CHECK (assignee IS NULL OR (kind = 'assignment' AND trim(assignee) <> '')),
  CHECK (supersedes IS NULL OR kind = 'decision'),
  CHECK (blind = 0 OR kind = 'decision')
) STRICT;
CREATE INDEX ix_reviews_kind ON reviews(kind, at, id);
CREATE INDEX ix_reviews_at ON reviews(at);
CREATE INDEX ix_reviews_origin ON reviews(origin) WHERE origin IS NOT NULL;
CREATE INDEX ix_reviews_anchor ON reviews(anchor);
CREATE INDEX ix_reviews_assignee ON reviews(assignee) WHERE assignee IS NOT NULL;
CREATE INDEX ix_reviews_reviewer ON reviews(reviewer, kind);

CREATE TABLE places (                -- to which claim each event belongs now: its own, or the one it was attached to since
  id INTEGER PRIMARY KEY REFERENCES reviews(id),
  anchor TEXT NOT NULL,
  claim_id TEXT NOT NULL,
  article_id TEXT NOT NULL
) STRICT;
CREATE INDEX ix_places_anchor ON places(anchor);

CREATE TABLE tally (                 -- how many have decided each claim, and whether others may see what
  anchor TEXT PRIMARY KEY,
  claim_id TEXT NOT NULL,
  decided INTEGER NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1))
) STRICT;
CREATE INDEX ix_tally_claim ON tally(claim_id);

CREATE TABLE opened (                -- the events that everybody may see; claim, article and anchor are those of `places`
  id INTEGER PRIMARY KEY REFERENCES reviews(id),
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  claim_id TEXT,
  article_id TEXT,
  quote TEXT,
  before TEXT,
  after TEXT,
  anchor TEXT,
  start_char INTEGER,
  end_char INTEGER,
  build TEXT,
  machine_verdict TEXT,
  machine_reason TEXT,
  decision TEXT,
  verdict TEXT,
  reason TEXT NOT NULL,
  citation TEXT NOT NULL,
  note TEXT NOT NULL,
  assignee TEXT,
  needed INTEGER,
  refers_to INTEGER,
  supersedes INTEGER,
  blind INTEGER NOT NULL
) STRICT;
CREATE INDEX ix_opened_anchor ON opened(anchor, kind, reviewer, at, id);
CREATE INDEX ix_opened_kind ON opened(kind);
CREATE INDEX ix_opened_claim ON opened(claim_id);

CREATE TABLE standing (              -- what people made of each claim: settled by a third, else where all who decided agree
  anchor TEXT PRIMARY KEY,
  claim_id TEXT NOT NULL,
  article_id TEXT NOT NULL,
  verdict TEXT,                      -- NULL where they disagree, and where it is no verdict that they agree on
  status TEXT NOT NULL CHECK (status IN ('settled','agreed','disputed','needs_work','not_a_claim')),
  outcome TEXT,                      -- the verdict, needs_work or not_a_claim; NULL where they disagree
  decided_by TEXT NOT NULL,
  reviewers INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX ix_standing_claim ON standing(claim_id);
CREATE INDEX ix_standing_status ON standing(status);

-- The views, all over what may be seen.

CREATE VIEW decisions AS             -- What has each reviewer decided of each claim, in the end?
SELECT o.id, o.at, o.reviewer, o.claim_id, o.anchor, o.article_id, o.quote, o.machine_verdict, o.machine_reason, o.decision,
  o.verdict, coalesce(o.verdict, o.decision) AS outcome, o.reason, o.citation, o.blind, o.build
FROM opened o WHERE o.kind = 'decision' AND NOT EXISTS (SELECT 1 FROM opened n WHERE n.anchor = o.anchor AND n.kind = 'decision'
  AND n.reviewer = o.reviewer AND (n.at, n.id) > (o.at, o.id));

CREATE VIEW settlements AS           -- What has a third person settled, in the end?
SELECT o.id, o.at, o.reviewer, o.claim_id, o.anchor, o.article_id, o.quote, o.machine_verdict, o.machine_reason, o.decision,
  o.verdict, coalesce(o.verdict, o.decision) AS outcome, o.reason, o.citation, o.build
FROM opened o WHERE o.kind = 'settlement' AND NOT EXISTS (SELECT 1 FROM opened n WHERE n.anchor = o.anchor
  AND n.kind = 'settlement' AND (n.at, n.id) > (o.at, o.id));

CREATE VIEW computed_standing AS     -- what the table `standing` must hold
SELECT anchor, claim_id, article_id, CASE WHEN settled_by IS NOT NULL OR least = most THEN verdict END AS verdict,
  CASE WHEN settled_by IS NOT NULL THEN 'settled' WHEN least <> most THEN 'disputed' WHEN verdict IS NOT NULL THEN 'agreed'
    ELSE most END AS status,
  CASE WHEN settled_by IS NOT NULL THEN settled WHEN least = most THEN most END AS outcome,
  coalesce(settled_by, decided_by) AS decided_by, reviewers, at
FROM (SELECT t.anchor, t.claim_id,
    (SELECT max(d.article_id) FROM decisions d WHERE d.anchor = t.anchor) AS article_id,
    (SELECT min(d.outcome) FROM decisions d WHERE d.anchor = t.anchor) AS least,
    (SELECT max(d.outcome) FROM decisions d WHERE d.anchor = t.anchor) AS most,
    s.reviewer AS settled_by, s.outcome AS settled,
    CASE WHEN s.id IS NOT NULL THEN s.verdict ELSE (SELECT max(d.verdict) FROM decisions d WHERE d.anchor = t.anchor) END AS verdict,
    (SELECT group_concat(reviewer, ', ') FROM (SELECT d.reviewer FROM decisions d WHERE d.anchor = t.anchor ORDER BY 1)) AS decided_by,
    (SELECT count(*) FROM decisions d WHERE d.anchor = t.anchor) AS reviewers,
    (SELECT max(o.at) FROM opened o WHERE o.anchor = t.anchor AND o.kind IN ('decision', 'settlement')) AS at
  FROM tally t LEFT JOIN settlements s ON s.anchor = t.anchor)
WHERE reviewers > 0;

CREATE VIEW disagreements AS         -- Where do the reviewers disagree, with nobody yet who settled it?
SELECT s.anchor, s.claim_id, s.article_id, max(d.quote) AS quote, max(d.machine_verdict) AS machine_verdict, s.reviewers,
  group_concat(d.reviewer || ': ' || d.outcome, '; ') AS outcomes, s.at
FROM standing s JOIN decisions d ON d.anchor = s.anchor WHERE s.status = 'disputed' GROUP BY s.anchor ORDER BY s.at, s.anchor;

CREATE VIEW notes AS                 -- What do the reviewers write to each other?
SELECT o.id, o.at, o.reviewer, o.claim_id, o.anchor, o.article_id, o.quote, o.note
FROM opened o WHERE o.kind = 'note' ORDER BY o.id;

CREATE VIEW added_claims AS          -- Which claims has a person marked that the machine missed?
SELECT o.id, o.at, o.reviewer, o.claim_id, o.anchor, o.article_id, o.quote, o.before, o.after, o.start_char, o.end_char, o.build
FROM opened o WHERE o.kind = 'claim' ORDER BY o.id;

CREATE VIEW assignments AS           -- Who is to decide which claim?
SELECT o.id, o.at, o.reviewer AS assigned_by, o.assignee, o.claim_id, o.anchor, o.article_id, o.quote
FROM opened o WHERE o.kind = 'assignment' AND o.assignee IS NOT NULL AND NOT EXISTS (SELECT 1 FROM opened n
  WHERE n.anchor = o.anchor AND n.kind = 'assignment' AND (n.at, n.id) > (o.at, o.id));

CREATE VIEW policy AS                -- How many must decide a claim before their decisions are shown?
SELECT coalesce((SELECT needed FROM opened WHERE kind = 'policy' ORDER BY at DESC, id DESC LIMIT 1), 1) AS needed;

-- Cohen's kappa (Cohen 1960): (observed - expected) / (1 - expected), where expected is the agreement of two who say each thing
-- as often as these two and otherwise by chance. Of two reviewers only what both decided blind counts, each with the last such
-- decision. `scope` is all, verdict (that one against the rest) or article; kappa is NULL where chance alone agrees always.

CREATE VIEW agreement AS             -- of each pair of reviewers (machine 0), and of each reviewer and the machine (1)
WITH cells AS MATERIALIZED (         -- how often each pair said this and that of an article's claims
  SELECT 0 AS machine, a.reviewer, b.reviewer AS other, a.article_id, coalesce(a.verdict, a.decision) AS x,
    coalesce(b.verdict, b.decision) AS y, count(*) AS times
  FROM opened a CROSS JOIN opened b ON b.anchor = a.anchor AND b.kind = 'decision' AND b.reviewer > a.reviewer
  WHERE a.kind = 'decision' AND a.blind = 1 AND b.blind = 1
    AND NOT EXISTS (SELECT 1 FROM opened n WHERE n.anchor = a.anchor AND n.kind = 'decision' AND n.reviewer = a.reviewer
      AND n.blind = 1 AND (n.at, n.id) > (a.at, a.id))
    AND NOT EXISTS (SELECT 1 FROM opened n WHERE n.anchor = b.anchor AND n.kind = 'decision' AND n.reviewer = b.reviewer
      AND n.blind = 1 AND (n.at, n.id) > (b.at, b.id))
  GROUP BY 1, 2, 3, 4, 5, 6
  UNION ALL                          -- of the machine: each reviewer's current decisions and the verdict that he saw
  SELECT 1, reviewer, 'machine', article_id, outcome, machine_verdict, count(*) FROM decisions
  WHERE machine_verdict IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6),
outcomes(outcome) AS (VALUES ('supported'), ('unsupported'), ('contradicted'), ('needs_work'), ('not_a_claim')),
scoped AS MATERIALIZED (
  SELECT machine, reviewer, other, 'all' AS scope, '' AS value, x, y, times FROM cells
  UNION ALL SELECT machine, reviewer, other, 'article', article_id, x, y, times FROM cells
  UNION ALL SELECT machine, reviewer, other, 'verdict', outcome, x = outcome, y = outcome, times FROM cells JOIN outcomes),
sums AS (
  SELECT machine, reviewer, other, scope, value, sum(times) AS n, sum((x = y) * times) AS same FROM scoped
  GROUP BY 1, 2, 3, 4, 5),
mine AS (SELECT machine, reviewer, other, scope, value, x, sum(times) AS times FROM scoped GROUP BY 1, 2, 3, 4, 5, 6),
theirs AS (SELECT machine, reviewer, other, scope, value, y, sum(times) AS times FROM scoped GROUP BY 1, 2, 3, 4, 5, 6),
chance AS (
  SELECT machine, reviewer, other, scope, value, sum(m.times * t.times) AS products FROM mine m
    JOIN theirs t USING (machine, reviewer, other, scope, value) WHERE t.y = m.x GROUP BY 1, 2, 3, 4, 5)
SELECT machine, scope, value, reviewer, other, n, 1.0 * same / n AS observed,
  coalesce(products, 0) / (1.0 * n * n) AS expected,
  CASE WHEN coalesce(products, 0) < n * n
    THEN (1.0 * same * n - coalesce(products, 0)) / (n * n - coalesce(products, 0)) END AS kappa
FROM sums LEFT JOIN chance USING (machine, reviewer, other, scope, value) ORDER BY machine, reviewer, other, scope, value;

CREATE VIEW reviewer_agreement AS
SELECT scope, value, reviewer, other, n, observed, expected, kappa FROM agreement WHERE machine = 0;

CREATE VIEW machine_agreement AS
SELECT scope, value, reviewer, other, n, observed, expected, kappa FROM agreement WHERE machine = 1;

-- Append-only.

CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews BEGIN
  SELECT RAISE(ABORT, 'refused: The log of reviews is never changed, only added to.');
END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews BEGIN
  SELECT RAISE(ABORT, 'refused: Nothing is deleted from the log of reviews.');
END;
CREATE TRIGGER opened_no_delete BEFORE DELETE ON opened BEGIN
  SELECT RAISE(ABORT, 'refused: What was opened stays open.');
END;
CREATE TRIGGER opened_only_what_was_said BEFORE INSERT ON opened BEGIN
  SELECT RAISE(ABORT, 'refused: Only events of the log are opened.') WHERE NOT EXISTS (SELECT 1 FROM reviews r
    WHERE r.id = NEW.id AND r.kind = NEW.kind AND r.reviewer = NEW.reviewer AND r.decision IS NEW.decision
    AND r.verdict IS NEW.verdict AND r.note = NEW.note) OR EXISTS (SELECT 1 FROM opened o WHERE o.id = NEW.id);
END;

-- The rules. The word before the colon is for programs, the sentence after it for people. Rows that were imported (`origin`)
-- keep the time, the order and the blindness that they had where they were made.

CREATE TRIGGER reviews_rules BEFORE INSERT ON reviews BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM reviews WHERE form = NEW.form)
      THEN RAISE(ABORT, 'replayed: This form was sent already, and counted once.')
    WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM reviews)
      THEN RAISE(ABORT, 'refused: The number of a row must follow the last.')
    WHEN NEW.prev_hash IS NOT coalesce((SELECT hash FROM reviews ORDER BY id DESC LIMIT 1), '')
      THEN RAISE(ABORT, 'refused: A row must carry the hash of the row before it.')
    WHEN NEW.origin IS NULL AND NEW.at < (SELECT max(at) FROM reviews)
      THEN RAISE(ABORT, 'refused: A row cannot be older than the last.')
    WHEN EXISTS (SELECT 1 FROM reviews WHERE origin = NEW.origin) THEN RAISE(ABORT, 'refused: This row was imported already.')
    WHEN NEW.decision = 'overrule' AND trim(NEW.reason) = ''
      THEN RAISE(ABORT, 'refused: To overrule, say why: the reason is missing.')
  END;
END;

CREATE TRIGGER decisions_rules BEFORE INSERT ON reviews WHEN NEW.kind = 'decision' BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM places p CROSS JOIN reviews r ON r.id = p.id
        WHERE p.anchor = NEW.anchor AND r.kind = 'settlement' AND r.reviewer = NEW.reviewer)
      THEN RAISE(ABORT, 'refused: You settled this claim, so you cannot decide it as well.')
    WHEN NEW.origin IS NULL AND NEW.supersedes IS NOT (SELECT r.id FROM places p CROSS JOIN reviews r ON r.id = p.id
        WHERE p.anchor = NEW.anchor AND r.kind = 'decision' AND r.reviewer = NEW.reviewer ORDER BY r.at DESC, r.id DESC LIMIT 1)
      THEN RAISE(ABORT, 'stale: You have decided this claim since the page was shown. Look at it again.')
    WHEN NEW.origin IS NULL AND NEW.blind IS NOT NOT EXISTS (SELECT 1 FROM opened o
        WHERE o.anchor = NEW.anchor AND o.kind IN ('decision', 'settlement') AND o.reviewer <> NEW.reviewer)
      THEN RAISE(ABORT, 'refused: Whether a decision was blind is not the program''s to choose.')
  END;
END;

CREATE TRIGGER settlements_rules BEFORE INSERT ON reviews WHEN NEW.kind = 'settlement' BEGIN
  SELECT CASE
    WHEN EXISTS (SELECT 1 FROM places p CROSS JOIN reviews r ON r.id = p.id
        WHERE p.anchor = NEW.anchor AND r.kind = 'decision' AND r.reviewer = NEW.reviewer)
      THEN RAISE(ABORT, 'refused: You decided this claim, so somebody else must settle it.')
    WHEN coalesce((SELECT decided FROM tally WHERE anchor = NEW.anchor AND is_open = 1), 0) < 2
      THEN RAISE(ABORT, 'refused: A claim can be settled when at least two have decided it and their decisions are open.')
  END;
END;

CREATE TRIGGER claims_rules BEFORE INSERT ON reviews WHEN NEW.kind = 'claim' AND NEW.origin IS NULL BEGIN
  SELECT RAISE(ABORT, 'refused: This stretch of text was marked as a claim already.') WHERE EXISTS (
    SELECT 1 FROM places p CROSS JOIN reviews r ON r.id = p.id WHERE p.anchor = NEW.anchor AND r.kind = 'claim');
END;

CREATE TRIGGER attachments_rules BEFORE INSERT ON reviews WHEN NEW.kind = 'attachment' BEGIN
  SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM places WHERE id = NEW.refers_to)
      THEN RAISE(ABORT, 'refused: There is no such event to attach.')
    WHEN EXISTS (SELECT 1 FROM places WHERE id = NEW.refers_to AND anchor = NEW.anchor)
      THEN RAISE(ABORT, 'refused: It belongs to this claim already.')
    WHEN EXISTS (SELECT 1 FROM places p CROSS JOIN reviews r ON r.id = p.id CROSS JOIN places q CROSS JOIN reviews t ON t.id = q.id
        WHERE p.anchor IN (NEW.anchor, (SELECT anchor FROM places WHERE id = NEW.refers_to)) AND r.kind = 'settlement'
          AND q.anchor IN (NEW.anchor, (SELECT anchor FROM places WHERE id = NEW.refers_to)) AND t.kind = 'decision'
          AND t.reviewer = r.reviewer)
      THEN RAISE(ABORT, 'refused: Somebody would then have settled a claim that he decided.')
    WHEN (SELECT decided FROM tally WHERE anchor = NEW.anchor AND is_open = 0) > 0
        AND EXISTS (SELECT 1 FROM tally WHERE is_open = 1 AND anchor = (SELECT anchor FROM places WHERE id = NEW.refers_to))
      THEN RAISE(ABORT, 'refused: The decisions of this claim are not open yet; attach to it when they are.')
  END;
END;

-- What follows from a row: where it belongs, who has decided, what may be seen, what stands.

-- The latest policy counts.

CREATE TRIGGER reviews_follow AFTER INSERT ON reviews WHEN NEW.kind <> 'policy' BEGIN
  -- An attachment takes along everything that was said of the same words.
  DELETE FROM tally WHERE NEW.kind = 'attachment' AND anchor = (SELECT anchor FROM places WHERE id = NEW.refers_to);
  DELETE FROM standing WHERE NEW.kind = 'attachment' AND anchor = (SELECT anchor FROM places WHERE id = NEW.refers_to);
  UPDATE opened SET anchor = NEW.anchor, claim_id = NEW.claim_id, article_id = NEW.article_id WHERE NEW.kind = 'attachment'
    AND id IN (SELECT id FROM places WHERE anchor = (SELECT anchor FROM places WHERE id = NEW.refers_to));
  UPDATE places SET anchor = NEW.anchor, claim_id = NEW.claim_id, article_id = NEW.article_id WHERE NEW.kind = 'attachment'
    AND id IN (SELECT id FROM places WHERE anchor = (SELECT anchor FROM places WHERE id = NEW.refers_to));
  INSERT INTO places (id, anchor, claim_id, article_id) VALUES (NEW.id, NEW.anchor, NEW.claim_id, NEW.article_id);

  INSERT INTO tally (anchor, claim_id, decided, is_open)
    VALUES (NEW.anchor, NEW.claim_id, (SELECT count(DISTINCT r.reviewer) FROM places p CROSS JOIN reviews r ON r.id = p.id
      WHERE p.anchor = NEW.anchor AND r.kind = 'decision'), 0)
    ON CONFLICT (anchor) DO UPDATE SET decided = excluded.decided, claim_id = excluded.claim_id;
  UPDATE tally SET is_open = 1 WHERE anchor = NEW.anchor AND is_open = 0 AND (
    decided >= coalesce((SELECT needed FROM reviews WHERE kind = 'policy' ORDER BY at DESC, id DESC LIMIT 1), 1)
    OR EXISTS (SELECT 1 FROM opened o WHERE o.anchor = NEW.anchor AND o.kind = 'decision'));

  INSERT INTO opened SELECT r.id, r.kind, r.at, r.reviewer, p.claim_id, p.article_id, r.quote, r.before, r.after, p.anchor, r.start_char,
      r.end_char, r.build, r.machine_verdict, r.machine_reason, r.decision, r.verdict, r.reason, r.citation, r.note, r.assignee,
      r.needed, r.refers_to, r.supersedes, r.blind
    FROM reviews r JOIN places p ON p.id = r.id WHERE r.id = NEW.id AND (r.kind NOT IN ('decision', 'note')
      OR 1 = coalesce((SELECT needed FROM reviews WHERE kind = 'policy' ORDER BY at DESC, id DESC LIMIT 1), 1));
  INSERT INTO opened SELECT r.id, r.kind, r.at, r.reviewer, p.claim_id, p.article_id, r.quote, r.before, r.after, p.anchor, r.start_char,
      r.end_char, r.build, r.machine_verdict, r.machine_reason, r.decision, r.verdict, r.reason, r.citation, r.note, r.assignee,
      r.needed, r.refers_to, r.supersedes, r.blind
    FROM tally t CROSS JOIN places p ON p.anchor = t.anchor CROSS JOIN reviews r ON r.id = p.id
    WHERE t.anchor = NEW.anchor AND t.is_open = 1 AND NOT EXISTS (SELECT 1 FROM opened o WHERE o.id = r.id) ORDER BY r.id;

  DELETE FROM standing WHERE anchor = NEW.anchor AND NEW.kind IN ('decision', 'settlement', 'attachment');
  INSERT INTO standing SELECT * FROM computed_standing
    WHERE anchor = NEW.anchor AND NEW.kind IN ('decision', 'settlement', 'attachment');
END;

CREATE TRIGGER policies_follow AFTER INSERT ON reviews WHEN NEW.kind = 'policy' BEGIN
  INSERT INTO opened SELECT r.id, r.kind, r.at, r.reviewer, r.claim_id, r.article_id, r.quote, r.before, r.after, r.anchor,
      r.start_char, r.end_char, r.build, r.machine_verdict, r.machine_reason, r.decision, r.verdict, r.reason, r.citation,
      r.note, r.assignee, r.needed, r.refers_to, r.supersedes, r.blind
    FROM reviews r WHERE r.id = NEW.id;
  UPDATE tally SET is_open = 1 WHERE is_open = 0 AND decided >= 1 AND decided >= (
    SELECT needed FROM reviews WHERE kind = 'policy' ORDER BY at DESC, id DESC LIMIT 1);
  INSERT INTO opened SELECT r.id, r.kind, r.at, r.reviewer, p.claim_id, p.article_id, r.quote, r.before, r.after, p.anchor, r.start_char,
      r.end_char, r.build, r.machine_verdict, r.machine_reason, r.decision, r.verdict, r.reason, r.citation, r.note, r.assignee,
      r.needed, r.refers_to, r.supersedes, r.blind
    FROM tally t CROSS JOIN places p ON p.anchor = t.anchor CROSS JOIN reviews r ON r.id = p.id
    WHERE t.is_open = 1 AND NOT EXISTS (SELECT 1 FROM opened o WHERE o.id = r.id) ORDER BY r.id;
  INSERT INTO standing SELECT * FROM computed_standing c
    WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.anchor = c.anchor);
END;
