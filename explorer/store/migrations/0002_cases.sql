-- Cases of arbitration and who judges them; leaderboards by volume and by hirings; a search that is the same on every
-- database. Nothing is indexed anew from the chain: the follower fills what is new from the tables of before (refill).

-- status is the chain's; round counts from 0; size, seats and due_ms are those of the present round. verdict_bps stands,
-- 5000 while unclear. Money is in base units of the price's denom. opened_ms and closed_ms are times of blocks.
CREATE TABLE cases (id TEXT PRIMARY KEY, seq BIGINT NOT NULL, agreement TEXT NOT NULL, milestone BIGINT NOT NULL, kind TEXT NOT NULL, client TEXT NOT NULL, provider TEXT NOT NULL, skill TEXT NOT NULL, status TEXT NOT NULL, running BIGINT NOT NULL, round BIGINT NOT NULL, size BIGINT NOT NULL, seats BIGINT NOT NULL, price_amount TEXT NOT NULL, price_denom TEXT NOT NULL, client_deposit TEXT NOT NULL, provider_deposit TEXT NOT NULL, verdict_bps BIGINT NOT NULL, unclear BIGINT NOT NULL, opened_ms BIGINT NOT NULL, opened_height BIGINT NOT NULL, due_ms BIGINT NOT NULL, settled_ms BIGINT NOT NULL, closed_ms BIGINT NOT NULL, fees TEXT NOT NULL, client_back TEXT NOT NULL, provider_back TEXT NOT NULL, burned TEXT NOT NULL, evidence BIGINT NOT NULL, pruned BIGINT NOT NULL);
CREATE UNIQUE INDEX cases_seq ON cases (seq);
CREATE INDEX cases_running ON cases (running, seq);
CREATE INDEX cases_status ON cases (status, seq);
CREATE INDEX cases_client ON cases (client, seq);
CREATE INDEX cases_provider ON cases (provider, seq);
CREATE INDEX cases_skill ON cases (skill, seq);
CREATE INDEX cases_agreement ON cases (agreement, seq);
-- One panel and its verdict; who appealed and with what; who paid its fee and what of an appeal was burned.
CREATE TABLE case_rounds (caseid TEXT NOT NULL, number BIGINT NOT NULL, appellant TEXT NOT NULL, deposit TEXT NOT NULL, size BIGINT NOT NULL, seats BIGINT NOT NULL, seat_lock TEXT NOT NULL, draw_height BIGINT NOT NULL, began_ms BIGINT NOT NULL, drawn_ms BIGINT NOT NULL, committed BIGINT NOT NULL, revealed BIGINT NOT NULL, verdict_bps BIGINT NOT NULL, unclear BIGINT NOT NULL, ruled_ms BIGINT NOT NULL, fee_client TEXT NOT NULL, fee_provider TEXT NOT NULL, fee_appeal TEXT NOT NULL, burned TEXT NOT NULL, PRIMARY KEY (caseid, number)){rowid};
-- Who sits: bps and votes once revealed, standing (coherent, incoherent, unrevealed), lost and earned once settled.
CREATE TABLE case_seats (caseid TEXT NOT NULL, round BIGINT NOT NULL, arbiter TEXT NOT NULL, seq BIGINT NOT NULL, seat_lock TEXT NOT NULL, commitment TEXT NOT NULL, committed_ms BIGINT NOT NULL, revealed BIGINT NOT NULL, bps BIGINT NOT NULL, votes TEXT NOT NULL, revealed_ms BIGINT NOT NULL, standing TEXT NOT NULL, lost TEXT NOT NULL, earned TEXT NOT NULL, settled_ms BIGINT NOT NULL, PRIMARY KEY (caseid, round, arbiter)){rowid};
CREATE INDEX case_seats_arbiter ON case_seats (arbiter, seq);
CREATE TABLE case_evidence (caseid TEXT NOT NULL, seq BIGINT NOT NULL, round BIGINT NOT NULL, agent TEXT NOT NULL, side TEXT NOT NULL, uri TEXT NOT NULL, sha256 TEXT NOT NULL, note TEXT NOT NULL, time_ms BIGINT NOT NULL, PRIMARY KEY (caseid, seq)){rowid};

-- Judges. stake, locked, lost and earned are base units of the chain's stake; seats run; cases, coherent, absent, lost and
-- earned are of settled seats.
CREATE TABLE arbiters (agent TEXT PRIMARY KEY, seq BIGINT NOT NULL, owner TEXT NOT NULL, status TEXT NOT NULL, stake BIGINT NOT NULL, locked BIGINT NOT NULL, skills TEXT NOT NULL, seats BIGINT NOT NULL, cases BIGINT NOT NULL, coherent BIGINT NOT NULL, absent BIGINT NOT NULL, lost BIGINT NOT NULL, earned BIGINT NOT NULL, enlisted_ms BIGINT NOT NULL, leaves_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL);
CREATE UNIQUE INDEX arbiters_seq ON arbiters (seq);
CREATE INDEX arbiters_status ON arbiters (status, seq);
CREATE TABLE arbiter_skills (skill TEXT NOT NULL, agent TEXT NOT NULL, PRIMARY KEY (skill, agent)){rowid};

CREATE INDEX agent_skills_volume ON agent_skills (skill, volume);
CREATE INDEX services_hired ON services (removed, hired, seq);
CREATE INDEX services_skill_hired ON services (skill, removed, hired, seq);

-- Names in the order of their bytes, whatever the database's language.
-- postgres:DROP INDEX agents_name;
-- postgres:CREATE INDEX agents_name ON agents (name COLLATE "C", seq);

-- The words of a job as the program folds them (store.Words); the database neither splits nor folds.
DROP TABLE job_search;
-- sqlite:CREATE VIRTUAL TABLE job_search USING fts5(words, content='', tokenize='ascii', prefix='2 3');
-- postgres:CREATE TABLE job_search (seq BIGINT PRIMARY KEY, words tsvector NOT NULL);
-- postgres:CREATE INDEX job_search_words ON job_search USING gin (words);

-- What the follower still has to fill from the tables of before: a step and the last seq that it has done.
INSERT INTO meta (key, value) VALUES ('refill', 'jobs 0');
