-- kb.db: everything here is derived from sources/ and may be deleted; what people decide lives in reviews.db.
-- The only place that names columns. Offsets count code points of articles.text; *_char end is exclusive.

CREATE TABLE builds (
  id INTEGER PRIMARY KEY,
  inputs TEXT NOT NULL,              -- SHA-256 over every source file, in path order: two equal builds are one build
  vocabulary TEXT NOT NULL,          -- SHA-256 over the vocabulary
  version TEXT NOT NULL,             -- of the program
  articles INTEGER NOT NULL,
  claims INTEGER NOT NULL,
  studies INTEGER NOT NULL,
  findings INTEGER NOT NULL
) STRICT;

CREATE TABLE problems (              -- what was wrong with an input file of this build
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  field TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL
) STRICT;

CREATE TABLE articles (
  id TEXT PRIMARY KEY,               -- the file stem
  title TEXT NOT NULL,
  publisher TEXT NOT NULL DEFAULT '',
  label TEXT NOT NULL GENERATED ALWAYS AS (CASE publisher WHEN '' THEN title ELSE publisher || ': ' || title END) VIRTUAL,
  url TEXT NOT NULL DEFAULT '',
  captured TEXT NOT NULL DEFAULT '', -- ISO date; so are the next two
  published TEXT NOT NULL DEFAULT '',
  modified TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '', -- ISO 639 code
  format TEXT NOT NULL DEFAULT 'text' CHECK (format IN ('text','markdown','html','word','pdf')),
  note TEXT NOT NULL DEFAULT '',     -- for the reader, from the front matter
  unread TEXT NOT NULL DEFAULT '',   -- what of the file holds no text: "page 3 is a picture"
  pictures TEXT NOT NULL DEFAULT '', -- large pictures within the copy, in words: "2 large pictures"
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  text TEXT NOT NULL,
  words INTEGER NOT NULL,
  marks TEXT NOT NULL DEFAULT '[]',  -- JSON: hyperlinks and superscripts
  stale TEXT NOT NULL DEFAULT ''     -- why this is the text of an earlier build, '' where it is not
) STRICT;

CREATE TABLE blocks (
  id TEXT PRIMARY KEY,               -- article id, '#', index
  article_id TEXT NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('heading','prose','item','row','table_header','caption','source_line','reference','furniture')),
  level INTEGER NOT NULL DEFAULT 0,
  start_char INTEGER NOT NULL,
  end_char INTEGER NOT NULL,
  section TEXT NOT NULL DEFAULT '',  -- the nearest heading above
  lead_in TEXT NOT NULL DEFAULT '',  -- the sentence that introduces the list
  header TEXT NOT NULL DEFAULT '',   -- the header row of the table
  speaker TEXT NOT NULL DEFAULT '',
  CHECK (0 <= start_char AND start_char < end_char)
) STRICT;
CREATE INDEX ix_blocks_article ON blocks(article_id, position);

CREATE TABLE studies (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,               -- how people name it: "Glue 2018"
  type TEXT NOT NULL,                -- CSL item type
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  authors TEXT NOT NULL DEFAULT '',  -- separated by "; "
  year TEXT NOT NULL DEFAULT '',
  issued TEXT NOT NULL DEFAULT '',
  container_title TEXT NOT NULL DEFAULT '',
  volume TEXT NOT NULL DEFAULT '',
  issue TEXT NOT NULL DEFAULT '',
  page TEXT NOT NULL DEFAULT '',
  doi TEXT NOT NULL DEFAULT '',
  pmid TEXT NOT NULL DEFAULT '',
  pmcid TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  trial_registrations TEXT NOT NULL DEFAULT '', -- separated by "; "
  design TEXT NOT NULL DEFAULT '',
  design_class TEXT NOT NULL DEFAULT '',
  level TEXT NOT NULL DEFAULT '',    -- OCEBM 2011
  n INTEGER,
  n_text TEXT NOT NULL DEFAULT '',
  population TEXT NOT NULL DEFAULT '',
  species TEXT NOT NULL DEFAULT '',
  intervention TEXT NOT NULL DEFAULT '',
  comparator TEXT NOT NULL DEFAULT '',
  limits TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
  unverified TEXT NOT NULL DEFAULT '',
  text_held TEXT NOT NULL CHECK (text_held IN ('full_text','abstract','secondary','none')),
  retraction TEXT NOT NULL CHECK (retraction IN ('unchecked','clean','corrected','concern','retracted','reinstated')),
  retraction_date TEXT NOT NULL DEFAULT '',   -- of the notice that decided
  retraction_reason TEXT NOT NULL DEFAULT '',
  retraction_source TEXT NOT NULL DEFAULT '', -- the record, or the list that was checked with its date and digest
  aliases TEXT NOT NULL DEFAULT '',  -- separated by "; "
  subjects TEXT NOT NULL DEFAULT '', -- concept ids, separated by "; "
  populations TEXT NOT NULL DEFAULT '',
  corrected TEXT NOT NULL DEFAULT '', -- fields that a person corrected, separated by "; "
  path TEXT NOT NULL,
  stale TEXT NOT NULL DEFAULT ''     -- why this is the record of an earlier build, '' where it is not
) STRICT;

CREATE TABLE findings (
  id TEXT PRIMARY KEY,
  study_id TEXT NOT NULL REFERENCES studies(id),
  position INTEGER NOT NULL,
  statement TEXT NOT NULL,
  verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
  role TEXT NOT NULL,
  quote TEXT NOT NULL DEFAULT '',
  locator TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL CHECK (origin IN ('record','text')), -- restated by a person, or a sentence of the held text as it stands
  start_char INTEGER,                -- where the quote stands in the held text, NULL where none is held
  end_char INTEGER,
  authored TEXT NOT NULL DEFAULT '[]',     -- JSON: propositions that a person wrote
  propositions TEXT NOT NULL DEFAULT '[]'  -- JSON: those that comparisons use
) STRICT;
CREATE INDEX ix_findings_study ON findings(study_id, position);

CREATE TABLE study_texts (           -- the texts held of studies; their words stay in the reader's folder
  study_id TEXT PRIMARY KEY REFERENCES studies(id),
  kind TEXT NOT NULL CHECK (kind IN ('abstract','full_text')),
  path TEXT NOT NULL,                -- below the folder of records
  sha256 TEXT NOT NULL,
  characters INTEGER NOT NULL
) STRICT;

CREATE TABLE study_facts (           -- who says what of a study: record, machine, person; one counts
  id INTEGER PRIMARY KEY,
  study_id TEXT NOT NULL REFERENCES studies(id),
  field TEXT NOT NULL,               -- a column of studies, or dose, effect, p_value, outcome
  value TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('record','machine','correction')),
  counts INTEGER NOT NULL CHECK (counts IN (0, 1)),
  instead_of TEXT NOT NULL DEFAULT '', -- the reading of the machine that a person corrects, where it is a single one
  quote TEXT NOT NULL DEFAULT '',    -- the sentence that the machine read it in
  start_char INTEGER,                -- its place in the held text
  end_char INTEGER
) STRICT;
CREATE INDEX ix_study_facts_study ON study_facts(study_id, field);
CREATE INDEX ix_study_facts_field ON study_facts(field, origin);

CREATE TABLE retraction_notices (    -- what a list of retractions says of studies, the oldest first
  id INTEGER PRIMARY KEY,
  study_id TEXT NOT NULL REFERENCES studies(id),
  nature TEXT NOT NULL CHECK (nature IN ('corrected','concern','retracted','reinstated')),
  date TEXT NOT NULL DEFAULT '',     -- ISO
  reason TEXT NOT NULL DEFAULT '',
  doi TEXT NOT NULL DEFAULT '',      -- of the notice
  pmid TEXT NOT NULL DEFAULT '',
  record TEXT NOT NULL DEFAULT '',   -- its number in the list
  matched_by TEXT NOT NULL DEFAULT '' -- DOI or PMID of the work
) STRICT;
CREATE INDEX ix_retraction_notices_study ON retraction_notices(study_id);

CREATE TABLE citation_references (   -- the entries that an article lists
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id),
  number INTEGER,
  start_char INTEGER NOT NULL,
  end_char INTEGER NOT NULL,
  text TEXT NOT NULL,
  authors TEXT NOT NULL DEFAULT '',  -- separated by "; "
  year TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  container TEXT NOT NULL DEFAULT '',
  volume TEXT NOT NULL DEFAULT '',
  issue TEXT NOT NULL DEFAULT '',
  page TEXT NOT NULL DEFAULT '',
  doi TEXT NOT NULL DEFAULT '',
  pmid TEXT NOT NULL DEFAULT '',
  pmcid TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  trial_registration TEXT NOT NULL DEFAULT '',
  publisher TEXT NOT NULL DEFAULT '',
  study_id TEXT REFERENCES studies(id),
  method TEXT NOT NULL DEFAULT '',   -- how the study was found
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX ix_citation_references_article ON citation_references(article_id);
CREATE INDEX ix_citation_references_study ON citation_references(study_id);

CREATE TABLE citations (             -- the mentions of evidence in the copy
  id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id),
  kind TEXT NOT NULL CHECK (kind IN ('numeric','author_year','doi','pmid','pmcid','trial_registration','url','caption','named_source','data_on_file','anaphor','vague')),
  start_char INTEGER NOT NULL,
  end_char INTEGER NOT NULL,
  text TEXT NOT NULL,
  scope_start INTEGER NOT NULL,
  scope_end INTEGER NOT NULL,
  identifier TEXT NOT NULL DEFAULT '',
  antecedent_id TEXT REFERENCES citations(id),
  reference_id TEXT REFERENCES citation_references(id),
  study_id TEXT REFERENCES studies(id),
  status TEXT NOT NULL CHECK (status IN ('cited','miscited','vague','uncited')),
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX ix_citations_article ON citations(article_id);
CREATE INDEX ix_citations_antecedent ON citations(antecedent_id);
CREATE INDEX ix_citations_reference ON citations(reference_id);
CREATE INDEX ix_citations_study ON citations(study_id);
CREATE INDEX ix_citations_miscited ON citations(article_id, start_char) WHERE status = 'miscited';

CREATE TABLE claims (               -- columns in the order in which a reviewer reads a row
  id TEXT PRIMARY KEY,               -- article id, '-', hash of the claim's own words
  article_id TEXT NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,         -- order in the article
  quote TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('supported','unsupported','contradicted')),
  reason TEXT NOT NULL CHECK (reason IN ('entailed','established','no_evidence_given','vague_evidence','citation_unresolved',
    'source_not_held','does_not_address','overstated','wrong_population','wrong_route_or_dose','wrong_number','wrong_duration',
    'wrong_comparator','animal_only','regulatory_conflict','safety_conflict','conflicts_with_cited_study',
    'conflicts_with_library','internal_conflict','retracted_source','not_checkable_by_literature')),
  rationale TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('efficacy','safety','mechanism','onset_duration','dosing','comparative','regulatory',
    'epidemiology','study_report','access_cost','provider','experience')),
  strength TEXT NOT NULL CHECK (strength IN ('hedged','plain','absolute')),
  speaker TEXT NOT NULL DEFAULT '',
  citation_status TEXT NOT NULL CHECK (citation_status IN ('cited','miscited','vague','uncited')),
  basis TEXT NOT NULL CHECK (basis IN ('cited','library','regulatory','copy','none')),
  finding_id TEXT REFERENCES findings(id),  -- the finding that decided
  study_id TEXT REFERENCES studies(id),
  section TEXT NOT NULL DEFAULT '',
  context TEXT NOT NULL DEFAULT '',
  cap TEXT NOT NULL DEFAULT '',      -- what kept a supporting finding from making it supported
  rule TEXT NOT NULL DEFAULT '',     -- which rule of `verdicts` decided
  claim_rule TEXT NOT NULL DEFAULT '', -- which rule of `claims` made it a claim
  block_id TEXT NOT NULL REFERENCES blocks(id),
  start_char INTEGER NOT NULL,
  end_char INTEGER NOT NULL,
  propositions TEXT NOT NULL DEFAULT '[]',  -- JSON
  gravity INTEGER NOT NULL CHECK (gravity BETWEEN 0 AND 6), -- how much it asks for a decision, 0 the gravest: kb/gravity.py
  side TEXT NOT NULL DEFAULT '' CHECK (side IN ('', 'benefit', 'risk')),    -- of the fair balance
  before TEXT NOT NULL,              -- the words before and after it, white space folded, and a hash of article, quote and these:
  after TEXT NOT NULL,               -- what a person said of a claim follows it by the hash (kb/anchors.py)
  anchor TEXT NOT NULL,
  CHECK (0 <= start_char AND start_char < end_char)
) STRICT;
CREATE INDEX ix_claims_gravity ON claims(gravity, article_id, position);
CREATE INDEX ix_claims_article ON claims(article_id, position);
CREATE INDEX ix_claims_anchor ON claims(anchor);
CREATE INDEX ix_claims_verdict ON claims(verdict, article_id, position);
CREATE INDEX ix_claims_reason ON claims(reason);
CREATE INDEX ix_claims_type ON claims(type, gravity, article_id, position);
CREATE INDEX ix_claims_strength ON claims(strength);
CREATE INDEX ix_claims_status ON claims(citation_status, article_id, position);
CREATE INDEX ix_claims_cited ON claims(article_id, position) WHERE citation_status IN ('cited', 'miscited');
CREATE INDEX ix_claims_overstated ON claims(article_id, position) WHERE reason IN ('overstated', 'animal_only',
  'wrong_population', 'wrong_route_or_dose', 'wrong_number', 'wrong_duration', 'wrong_comparator');
CREATE INDEX ix_claims_official ON claims(article_id, position) WHERE reason IN ('regulatory_conflict', 'safety_conflict');
CREATE INDEX ix_claims_basis ON claims(basis);
CREATE INDEX ix_claims_block ON claims(block_id);
CREATE INDEX ix_claims_finding ON claims(finding_id);
CREATE INDEX ix_claims_study ON claims(study_id);

CREATE TABLE claim_citations (
  id INTEGER PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claims(id),
  citation_id TEXT NOT NULL REFERENCES citations(id),
  reference_id TEXT REFERENCES citation_references(id),
  study_id TEXT REFERENCES studies(id),
  text TEXT NOT NULL,                -- of the mention
  method TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('cited','miscited','vague','uncited')),
  note TEXT NOT NULL DEFAULT '',
  verdict TEXT CHECK (verdict IN ('supported','unsupported','contradicted')),  -- whether this study bears this claim out
  reason TEXT,
  rationale TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX ix_claim_citations_claim ON claim_citations(claim_id);
CREATE INDEX ix_claim_citations_citation ON claim_citations(citation_id);
CREATE INDEX ix_claim_citations_reference ON claim_citations(reference_id);
CREATE INDEX ix_claim_citations_study ON claim_citations(study_id, claim_id, verdict);

CREATE TABLE assessments (
  id INTEGER PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claims(id),
  finding_id TEXT NOT NULL REFERENCES findings(id),
  study_id TEXT NOT NULL REFERENCES studies(id),
  relation TEXT NOT NULL CHECK (relation IN ('supports','contradicts','weaker','silent')),
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  rule TEXT NOT NULL,
  cited INTEGER NOT NULL CHECK (cited IN (0, 1)),
  score REAL NOT NULL,
  slots TEXT NOT NULL DEFAULT '[]',  -- JSON: one object a slot with name, copy, study, outcome, rule
  parts TEXT NOT NULL DEFAULT ''     -- which propositions of the claim it bears out, from 0, separated by "; "
) STRICT;
CREATE INDEX ix_assessments_claim ON assessments(claim_id);
CREATE INDEX ix_assessments_finding ON assessments(finding_id, relation, claim_id);
CREATE INDEX ix_assessments_study ON assessments(study_id, relation, claim_id);

CREATE TABLE suggestions (           -- what to write instead of a claim, or to cite for it
  id TEXT PRIMARY KEY,               -- claim id, '.s', rank
  claim_id TEXT NOT NULL REFERENCES claims(id),
  kind TEXT NOT NULL CHECK (kind IN ('reword','state','cite','answer','nearest')),
  study_id TEXT NOT NULL REFERENCES studies(id),
  finding_id TEXT NOT NULL REFERENCES findings(id),
  rank INTEGER NOT NULL,             -- from 1, the best
  text TEXT NOT NULL
) STRICT;
CREATE INDEX ix_suggestions_claim ON suggestions(claim_id, rank);
CREATE INDEX ix_suggestions_kind ON suggestions(kind);
CREATE INDEX ix_suggestions_study ON suggestions(study_id);
CREATE INDEX ix_suggestions_finding ON suggestions(finding_id);

CREATE TABLE article_findings (      -- observations about a page as a whole
  id INTEGER PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles(id),
  kind TEXT NOT NULL CHECK (kind IN ('benefits_without_risks','risks_last','serious_risk_omitted','common_risk_omitted',
    'off_label_not_stated','internal_conflict','absolute_language','superlative_language','safety_assurance','authority_appeal',
    'testimonial_as_typical','unidentified_study','citation_entry_disagree','marker_without_entry','reference_never_cited',
    'references_all_own','source_not_held','words_not_recognised','page_not_read','picture_not_read','retracted_source','source_of_concern')),
  severity TEXT NOT NULL CHECK (severity IN ('grave','serious','minor')),
  detail TEXT NOT NULL,
  term TEXT NOT NULL DEFAULT '',     -- the word or thing that it is about
  reason TEXT NOT NULL DEFAULT '',   -- the rule of advertising behind it
  suggestion TEXT NOT NULL DEFAULT '', -- what to write or do instead
  claim_id TEXT REFERENCES claims(id),     -- the claim that shows it
  study_id TEXT REFERENCES studies(id),
  finding_id TEXT REFERENCES findings(id), -- the finding that it rests on
  start_char INTEGER,
  end_char INTEGER
) STRICT;
CREATE INDEX ix_article_findings_article
  ON article_findings(article_id, CASE severity WHEN 'grave' THEN 0 WHEN 'serious' THEN 1 ELSE 2 END, kind);
CREATE INDEX ix_article_findings_kind ON article_findings(kind);
CREATE INDEX ix_article_findings_words ON article_findings(article_id, start_char)
  WHERE kind IN ('absolute_language', 'superlative_language', 'safety_assurance', 'authority_appeal');
CREATE INDEX ix_article_findings_risks ON article_findings(article_id, kind DESC)
  WHERE kind IN ('serious_risk_omitted', 'common_risk_omitted');
CREATE INDEX ix_article_findings_claim ON article_findings(claim_id);
CREATE INDEX ix_article_findings_study ON article_findings(study_id);
CREATE INDEX ix_article_findings_finding ON article_findings(finding_id);

CREATE TABLE claim_clusters (        -- claims that say the same, in one article or several; a claim is in one for each thing it says
  id INTEGER PRIMARY KEY,
  cluster_id TEXT NOT NULL,          -- a hash of what is said: an edit elsewhere keeps it
  label TEXT NOT NULL,               -- what is said
  claim_id TEXT NOT NULL REFERENCES claims(id),
  strength TEXT NOT NULL CHECK (strength IN ('hedged','plain','absolute')),  -- how firmly this claim says it
  claims INTEGER NOT NULL,           -- how many claims of the cluster there are, and in how many articles
  articles INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX ux_claim_clusters ON claim_clusters(cluster_id, claim_id);
CREATE INDEX ix_claim_clusters_claim ON claim_clusters(claim_id, cluster_id);
CREATE INDEX ix_claim_clusters_articles ON claim_clusters(articles DESC, cluster_id);

CREATE TABLE claim_conflicts (       -- pairs of claims that cannot both hold
  id INTEGER PRIMARY KEY,
  claim_id TEXT NOT NULL REFERENCES claims(id),
  other_claim_id TEXT NOT NULL REFERENCES claims(id),
  slot TEXT NOT NULL,                -- in which they differ, and what each says there
  said TEXT NOT NULL,
  other_said TEXT NOT NULL,
  rule TEXT NOT NULL,
  CHECK (claim_id <> other_claim_id)
) STRICT;
CREATE UNIQUE INDEX ux_claim_conflicts ON claim_conflicts(claim_id, other_claim_id);
CREATE INDEX ix_claim_conflicts_other ON claim_conflicts(other_claim_id);

CREATE TABLE nodes (                 -- the graph
  id TEXT PRIMARY KEY,               -- kind, ':', id
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  attributes TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX ix_nodes_kind ON nodes(kind);

CREATE TABLE edges (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL REFERENCES nodes(id),
  target TEXT NOT NULL REFERENCES nodes(id),
  kind TEXT NOT NULL,
  attributes TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE UNIQUE INDEX ux_edges ON edges(source, kind, target);
CREATE INDEX ix_edges_target ON edges(target, kind);
CREATE INDEX ix_edges_kind ON edges(kind);

-- What pages show often is counted once, at the end of a build: each of these tables is filled from the temporary view
-- `fill_` and its name. `place` is the order in which a page lists the rows, from 1.

CREATE TABLE counts (                -- of the whole knowledge base
  topic TEXT NOT NULL CHECK (topic IN ('verdict','reason','gravity','question')), -- question: the rows of a view
  name TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (topic, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_counts (
  article_id TEXT PRIMARY KEY REFERENCES articles(id),
  place INTEGER NOT NULL UNIQUE,     -- the article with the gravest claims first
  label TEXT NOT NULL,               -- as in articles, to list by it
  claims INTEGER NOT NULL,
  supported INTEGER NOT NULL,
  unsupported INTEGER NOT NULL,
  unchecked INTEGER NOT NULL,        -- of the unsupported those that nothing could be held against
  contradicted INTEGER NOT NULL,
  gravest INTEGER NOT NULL,          -- of the contradicted those that a rule, a label or a warning speaks against
  cited INTEGER NOT NULL,
  vague INTEGER NOT NULL,
  uncited INTEGER NOT NULL,
  absolute_wording INTEGER NOT NULL,
  references_listed INTEGER NOT NULL,
  observations INTEGER NOT NULL,
  grave_observations INTEGER NOT NULL,
  risks_omitted INTEGER NOT NULL,
  flagged_words INTEGER NOT NULL
) STRICT;
CREATE INDEX ix_article_counts_label ON article_counts(label, article_id);
CREATE INDEX ix_article_counts_claims ON article_counts(claims DESC, article_id);

CREATE TEMP VIEW fill_article_counts AS
SELECT a.id, row_number() OVER (ORDER BY coalesce(c.gravest, 0) DESC, coalesce(c.contradicted, 0) DESC,
    coalesce(o.grave, 0) DESC, coalesce(c.unsupported, 0) DESC, a.id), a.label,
  coalesce(c.claims, 0), coalesce(c.supported, 0), coalesce(c.unsupported, 0), coalesce(c.unchecked, 0),
  coalesce(c.contradicted, 0), coalesce(c.gravest, 0), coalesce(c.cited, 0), coalesce(c.vague, 0), coalesce(c.uncited, 0),
  coalesce(c.absolute, 0), coalesce(r.n, 0), coalesce(o.n, 0), coalesce(o.grave, 0), coalesce(o.omitted, 0),
  coalesce(o.flagged, 0)
FROM articles a
LEFT JOIN (SELECT article_id, count(*) AS claims, sum(verdict = 'supported') AS supported,
    sum(verdict = 'unsupported') AS unsupported, sum(verdict = 'contradicted') AS contradicted,
    sum(verdict = 'unsupported' AND reason IN ('source_not_held', 'citation_unresolved', 'not_checkable_by_literature'))
      AS unchecked, sum(gravity = 0) AS gravest, sum(citation_status = 'cited') AS cited,
    sum(citation_status = 'vague') AS vague, sum(citation_status = 'uncited') AS uncited,
    sum(strength = 'absolute') AS absolute FROM claims GROUP BY article_id) c ON c.article_id = a.id
LEFT JOIN (SELECT article_id, count(*) AS n FROM citation_references GROUP BY article_id) r ON r.article_id = a.id
LEFT JOIN (SELECT article_id, count(*) AS n, sum(severity = 'grave') AS grave,
    sum(kind IN ('serious_risk_omitted', 'common_risk_omitted')) AS omitted,
    sum(kind IN ('absolute_language', 'superlative_language', 'safety_assurance', 'authority_appeal')) AS flagged
  FROM article_findings GROUP BY article_id) o ON o.article_id = a.id
ORDER BY a.id;

CREATE TABLE sole_support (          -- the supported claims that one study alone bears out: they fall with it
  claim_id TEXT PRIMARY KEY REFERENCES claims(id),
  study_id TEXT NOT NULL REFERENCES studies(id),
  article_id TEXT NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL          -- of the claim in the article
) STRICT;
CREATE INDEX ix_sole_support_study ON sole_support(study_id, claim_id);
CREATE INDEX ix_sole_support_place ON sole_support(study_id, article_id, position, claim_id);
CREATE INDEX ix_sole_support_article ON sole_support(article_id, position);

CREATE TEMP VIEW fill_sole_support AS
SELECT c.id, min(b.study_id), c.article_id, c.position FROM claims c JOIN assessments b ON b.claim_id = c.id AND b.relation = 'supports'
WHERE c.verdict = 'supported' GROUP BY c.id HAVING count(DISTINCT b.study_id) = 1 ORDER BY c.id;

CREATE TABLE study_counts (          -- how the copy uses each study
  study_id TEXT PRIMARY KEY REFERENCES studies(id),
  claims INTEGER NOT NULL,           -- that cite it, and what became of them
  articles INTEGER NOT NULL,
  borne_out INTEGER NOT NULL,
  contradicted INTEGER NOT NULL,
  not_borne_out INTEGER NOT NULL,
  not_addressed INTEGER NOT NULL,    -- of those not borne out: it is about something else
  not_judged INTEGER NOT NULL,
  supports INTEGER NOT NULL,         -- claims that its findings speak to, cited or not
  contradicts INTEGER NOT NULL,
  weaker INTEGER NOT NULL,
  falls INTEGER NOT NULL,            -- supported claims that no other study bears out
  joined INTEGER NOT NULL            -- claims that cite it or that it supports or contradicts
) STRICT;
CREATE INDEX ix_study_counts_claims ON study_counts(claims DESC, study_id);
CREATE INDEX ix_study_counts_supports ON study_counts(supports DESC, study_id);

CREATE TEMP VIEW fill_study_counts AS
SELECT s.id, coalesce(u.claims, 0), coalesce(u.articles, 0), coalesce(u.borne_out, 0), coalesce(u.contradicted, 0),
  coalesce(u.not_borne_out, 0), coalesce(u.not_addressed, 0), coalesce(u.not_judged, 0), coalesce(b.supports, 0),
  coalesce(b.contradicts, 0), coalesce(b.weaker, 0), (SELECT count(*) FROM sole_support x WHERE x.study_id = s.id), coalesce(j.claims, 0)
FROM studies s
LEFT JOIN (SELECT cc.study_id, count(*) AS claims, count(DISTINCT c.article_id) AS articles,
    sum(cc.verdict IS 'supported') AS borne_out, sum(cc.verdict IS 'contradicted') AS contradicted,
    sum(cc.verdict IS 'unsupported') AS not_borne_out, sum(cc.verdict IS NULL) AS not_judged,
    sum(cc.verdict IS 'unsupported' AND cc.reason IS 'does_not_address') AS not_addressed
  FROM (SELECT DISTINCT claim_id, study_id, verdict, reason FROM claim_citations WHERE study_id IS NOT NULL) cc
  JOIN claims c ON c.id = cc.claim_id GROUP BY cc.study_id) u ON u.study_id = s.id
LEFT JOIN (SELECT study_id, count(DISTINCT CASE relation WHEN 'supports' THEN claim_id END) AS supports,
    count(DISTINCT CASE relation WHEN 'contradicts' THEN claim_id END) AS contradicts,
    count(DISTINCT CASE relation WHEN 'weaker' THEN claim_id END) AS weaker
  FROM assessments WHERE relation <> 'silent' GROUP BY study_id) b ON b.study_id = s.id
LEFT JOIN (SELECT study_id, count(*) AS claims FROM (
    SELECT study_id, claim_id FROM assessments WHERE relation IN ('supports', 'contradicts')
    UNION SELECT study_id, claim_id FROM claim_citations) GROUP BY study_id) j ON j.study_id = s.id
ORDER BY s.id;

CREATE TABLE finding_counts (        -- claims that each finding speaks to, cited or not
  finding_id TEXT PRIMARY KEY REFERENCES findings(id),
  supports INTEGER NOT NULL,
  contradicts INTEGER NOT NULL,
  weaker INTEGER NOT NULL
) STRICT;

CREATE TEMP VIEW fill_finding_counts AS
SELECT finding_id, count(DISTINCT CASE relation WHEN 'supports' THEN claim_id END),
  count(DISTINCT CASE relation WHEN 'contradicts' THEN claim_id END),
  count(DISTINCT CASE relation WHEN 'weaker' THEN claim_id END)
FROM assessments WHERE relation <> 'silent' GROUP BY finding_id ORDER BY finding_id;

CREATE TABLE clusters (              -- what several claims say, and what became of them
  id TEXT PRIMARY KEY,               -- the cluster_id of claim_clusters
  place INTEGER NOT NULL UNIQUE,     -- contradicted somewhere first, then by how many articles say it
  label TEXT NOT NULL,
  claims INTEGER NOT NULL,
  articles INTEGER NOT NULL,
  supported INTEGER NOT NULL,
  unsupported INTEGER NOT NULL,
  contradicted INTEGER NOT NULL
) STRICT;
CREATE INDEX ix_clusters_articles ON clusters(articles, place);

CREATE TEMP VIEW fill_clusters AS
SELECT k.cluster_id, row_number() OVER (ORDER BY sum(c.verdict = 'contradicted') = 0, k.articles DESC,
    count(DISTINCT c.verdict) DESC, k.claims DESC, k.cluster_id), k.label, k.claims, k.articles,
  sum(c.verdict = 'supported'), sum(c.verdict = 'unsupported'), sum(c.verdict = 'contradicted')
FROM claim_clusters k JOIN claims c ON c.id = k.claim_id GROUP BY k.cluster_id ORDER BY k.cluster_id;

CREATE TABLE cluster_articles (      -- the cells of the matrix: how one article says it, by its gravest claim
  cluster_id TEXT NOT NULL REFERENCES clusters(id),
  place INTEGER NOT NULL,            -- of the article, as in article_counts
  article_id TEXT NOT NULL REFERENCES articles(id),
  claim_id TEXT NOT NULL REFERENCES claims(id),
  claims INTEGER NOT NULL,           -- how many claims of the article say it
  verdict TEXT NOT NULL,
  reason TEXT NOT NULL,
  strength TEXT NOT NULL,
  PRIMARY KEY (cluster_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX ix_cluster_articles_article ON cluster_articles(article_id);
CREATE INDEX ix_cluster_articles_claim ON cluster_articles(claim_id);

CREATE TEMP VIEW fill_cluster_articles AS
SELECT cluster_id, place, article_id, claim_id, claims, verdict, reason, strength FROM (
  SELECT k.cluster_id, n.place, c.article_id, c.id AS claim_id, c.verdict, c.reason, k.strength,
    count(*) OVER (PARTITION BY k.cluster_id, c.article_id) AS claims,
    row_number() OVER (PARTITION BY k.cluster_id, c.article_id ORDER BY c.gravity, c.position) AS nth
  FROM claim_clusters k JOIN claims c ON c.id = k.claim_id JOIN article_counts n ON n.article_id = c.article_id
  WHERE k.articles > 1)
WHERE nth = 1 ORDER BY cluster_id, place;

-- Full text: claims by their words and why they were judged so, articles and studies by theirs.

CREATE VIRTUAL TABLE claims_fts USING fts5(quote, section, rationale, content='claims', tokenize='porter unicode61');
CREATE VIRTUAL TABLE articles_fts USING fts5(title, text, content='articles', tokenize='porter unicode61');
CREATE VIRTUAL TABLE studies_fts USING fts5(label, title, authors, population, content='studies', tokenize='porter unicode61');
CREATE VIRTUAL TABLE findings_fts USING fts5(statement, quote, content='findings', tokenize='porter unicode61');

-- The standing questions. Each view names one; facets and SQL work on them as on tables.

CREATE VIEW contradicted_claims AS          -- What does the evidence speak against?
SELECT c.article_id, c.position, c.id AS claim_id, c.quote, c.type, c.strength, c.reason, c.rationale, c.study_id, c.finding_id
FROM claims c WHERE c.verdict = 'contradicted' ORDER BY c.article_id, c.position;

CREATE VIEW cited_not_borne_out AS          -- Which claims cite a study that does not bear them out?
SELECT c.article_id, c.position, c.id AS claim_id, c.quote, cc.text AS mention, cc.study_id, cc.verdict, cc.reason, cc.rationale
FROM claims c CROSS JOIN claim_citations cc ON cc.claim_id = c.id   -- claims come in order, and nothing is sorted
WHERE c.citation_status IN ('cited', 'miscited') AND (cc.verdict IS NULL OR cc.verdict <> 'supported')
ORDER BY c.article_id, c.position, cc.id;

CREATE VIEW uncited_efficacy AS             -- Which claims of benefit stand without any source?
SELECT c.article_id, c.position, c.id AS claim_id, c.quote, c.strength, c.verdict, c.reason, c.rationale
FROM claims c WHERE c.citation_status = 'uncited' AND c.type IN ('efficacy', 'comparative', 'onset_duration')
ORDER BY c.article_id, c.position;

CREATE VIEW vague_appeals AS                -- Where does the copy appeal to evidence that nobody can look up?
SELECT c.article_id, c.position, c.id AS claim_id, c.quote, cc.text AS appeal, c.verdict, c.reason
FROM claims c CROSS JOIN claim_citations cc ON cc.claim_id = c.id
WHERE c.citation_status = 'vague' AND cc.status = 'vague' ORDER BY c.article_id, c.position, cc.id;

CREATE VIEW overstated_claims AS            -- Where does the copy say more, or say it more firmly, than the evidence?
SELECT c.article_id, c.position, c.id AS claim_id, c.quote, c.strength, c.rationale, c.study_id
FROM claims c WHERE c.reason IN ('overstated', 'animal_only', 'wrong_population', 'wrong_route_or_dose', 'wrong_number',
  'wrong_duration', 'wrong_comparator') AND c.verdict <> 'supported' ORDER BY c.article_id, c.position;

CREATE VIEW regulatory_conflicts AS         -- What conflicts with an approval, a label or a schedule?
SELECT c.article_id, c.position, c.id AS claim_id, c.quote, c.verdict, c.reason, c.rationale, c.study_id
FROM claims c WHERE c.reason IN ('regulatory_conflict', 'safety_conflict') ORDER BY c.article_id, c.position;

CREATE VIEW references_never_cited AS       -- Which entries does an article list and never use?
SELECT r.article_id, r.id AS reference_id, r.number, r.text, r.study_id
FROM citation_references r WHERE NOT EXISTS (SELECT 1 FROM citations x WHERE x.reference_id = r.id)
ORDER BY r.article_id, r.start_char;

CREATE VIEW miscitations AS                 -- Where do a mention and its entry disagree?
SELECT x.article_id, x.id AS citation_id, x.text, x.reference_id, x.note
FROM citations x WHERE x.status = 'miscited' ORDER BY x.article_id, x.start_char;

CREATE VIEW page_observations AS            -- What is to be said of each page as a whole, gravest first?
SELECT o.article_id, o.severity, o.kind, count(*) AS times, min(o.detail) AS first, min(o.reason) AS rule
FROM article_findings o GROUP BY o.article_id, CASE o.severity WHEN 'grave' THEN 0 WHEN 'serious' THEN 1 ELSE 2 END, o.kind
ORDER BY o.article_id, CASE o.severity WHEN 'grave' THEN 0 WHEN 'serious' THEN 1 ELSE 2 END, o.kind;

CREATE VIEW suggested_wordings AS           -- What could stand in the place of a claim that says more than its evidence?
SELECT c.article_id, c.position, c.id AS claim_id, c.quote, c.reason, s.kind, s.text, s.study_id, s.finding_id
FROM suggestions s JOIN claims c ON c.id = s.claim_id WHERE s.kind IN ('reword', 'state')
ORDER BY c.article_id, c.position, s.rank;

CREATE VIEW flagged_words AS                -- Which words should not stand like this, and what may stand instead?
SELECT o.article_id, o.start_char, o.term, o.kind, o.severity, o.detail, o.reason, o.suggestion, o.claim_id
FROM article_findings o WHERE o.kind IN ('absolute_language', 'superlative_language', 'safety_assurance', 'authority_appeal')
ORDER BY o.article_id, o.start_char, o.id;

CREATE VIEW risks_omitted AS                -- Which risks of its products does a page leave out?
SELECT o.article_id, o.severity, o.term AS risk, o.detail, o.study_id, o.finding_id
FROM article_findings o WHERE o.kind IN ('serious_risk_omitted', 'common_risk_omitted')
ORDER BY o.article_id, o.kind DESC, o.id;

CREATE VIEW most_cited_studies AS           -- Which studies does the copy lean on, and is it borne out?
SELECT s.id AS study_id, s.label, s.title, n.claims, n.articles, n.borne_out, n.contradicted, n.not_borne_out
FROM study_counts n JOIN studies s ON s.id = n.study_id WHERE n.claims > 0 ORDER BY n.claims DESC, n.study_id;

CREATE VIEW article_scorecard AS            -- How does each article stand?
SELECT a.id AS article_id, a.title, a.words, n.claims, n.supported, n.unsupported, n.contradicted, n.cited, n.vague,
  n.uncited, n.absolute_wording, n.references_listed, n.observations, n.grave_observations, n.risks_omitted, n.flagged_words,
  round(100.0 * n.supported / nullif(n.claims, 0), 1) AS percent_supported
FROM article_counts n JOIN articles a ON a.id = n.article_id ORDER BY n.article_id;

CREATE VIEW study_load AS                   -- Which studies carry most claims, cited or not?
SELECT s.id AS study_id, s.label, s.design_class, s.level, n.supports, n.contradicts, n.weaker
FROM study_counts n JOIN studies s ON s.id = n.study_id WHERE n.supports + n.contradicts + n.weaker > 0
ORDER BY n.supports DESC, n.study_id;

CREATE VIEW assessment_slots AS             -- How does each claim compare with each finding, slot by slot?
SELECT b.id AS assessment_id, b.claim_id, b.finding_id, b.study_id, b.relation, s.key AS position,
  json_extract(s.value, '$.name') AS slot, json_extract(s.value, '$.copy') AS copy, json_extract(s.value, '$.study') AS study,
  json_extract(s.value, '$.outcome') AS outcome, json_extract(s.value, '$.rule') AS rule
FROM assessments b, json_each(b.slots) s;   -- rows come in the order of the table; a sort would cost most of the query

CREATE VIEW single_study_claims AS          -- Which supported claims rest on one study alone?
SELECT x.article_id, x.position, x.claim_id, c.quote, x.study_id
FROM sole_support x CROSS JOIN claims c ON c.id = x.claim_id ORDER BY x.article_id, x.position;

CREATE VIEW retraction_impact AS            -- If a study were retracted, which supported claims would fall?
SELECT x.study_id, x.claim_id, x.article_id, c.quote
FROM sole_support x CROSS JOIN claims c ON c.id = x.claim_id ORDER BY x.study_id, x.article_id, x.position;

CREATE VIEW claims_on_retracted_work AS     -- Which claims lean on work that is retracted, or that its publisher has doubts about?
SELECT c.article_id, c.position, c.id AS claim_id, c.quote, c.verdict, c.reason, s.id AS study_id, s.label, s.retraction,
  s.retraction_date, s.retraction_reason,
  CASE WHEN EXISTS (SELECT 1 FROM claim_citations cc WHERE cc.claim_id = l.claim_id AND cc.study_id = s.id)
    THEN 'cited' ELSE 'borne out by it' END AS how
FROM (  -- each half begins with the few studies
    SELECT s.id AS study_id, cc.claim_id FROM studies s CROSS JOIN claim_citations cc ON cc.study_id = s.id
      WHERE s.retraction IN ('retracted', 'concern')
    UNION SELECT s.id, b.claim_id FROM studies s CROSS JOIN assessments b ON b.study_id = s.id AND b.relation = 'supports'
      WHERE s.retraction IN ('retracted', 'concern')) l
  JOIN studies s ON s.id = l.study_id JOIN claims c ON c.id = l.claim_id
ORDER BY s.retraction DESC, c.article_id, c.position, s.id;

CREATE VIEW shared_claims AS                -- Which claims do several articles make, how firmly, and what became of each?
SELECT k.cluster_id, k.label, k.articles, c.id AS claim_id, c.article_id, c.quote, k.strength, c.verdict, c.reason
FROM claim_clusters k JOIN claims c ON c.id = k.claim_id
WHERE k.articles > 1 ORDER BY k.articles DESC, k.cluster_id, k.id;   -- in a cluster as they are written: by where they stand

CREATE VIEW conflicting_claims AS           -- Which claims speak against each other, within an article or between two?
SELECT a.id AS claim_id, a.article_id, a.quote, a.verdict, b.id AS other_claim_id, b.article_id AS other_article_id,
  b.quote AS other_quote, b.verdict AS other_verdict, k.slot, k.said, k.other_said, k.rule, a.article_id = b.article_id AS same_article
FROM claim_conflicts k JOIN claims a ON a.id = k.claim_id JOIN claims b ON b.id = k.other_claim_id
ORDER BY k.id;   -- as they are written: those within an article first, then by where they stand
