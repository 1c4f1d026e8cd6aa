-- The index. Heights, times (ms), counts and flags (0, 1) are BIGINT; money that a chain may count beyond 64 bits is
-- decimal TEXT. seq = height * 2^24 + place in the block: it orders events and transactions and never changes.

-- What was indexed last; one row, changed in the transaction of every height.
CREATE TABLE cursor (id BIGINT PRIMARY KEY, height BIGINT NOT NULL, hash TEXT NOT NULL, time_ms BIGINT NOT NULL);
INSERT INTO cursor (id, height, hash, time_ms) VALUES (1, 0, '', 0);

CREATE TABLE blocks (height {pk}, hash TEXT NOT NULL, time_ms BIGINT NOT NULL, proposer TEXT NOT NULL, txs BIGINT NOT NULL, events BIGINT NOT NULL, gas_used BIGINT NOT NULL, bytes BIGINT NOT NULL, beacon TEXT NOT NULL, beacon_proven BIGINT NOT NULL);
CREATE TABLE proposers (consensus TEXT PRIMARY KEY, blocks BIGINT NOT NULL, height BIGINT NOT NULL){rowid};

-- messages is protobuf JSON; types are separated by spaces. A hash can stand in two blocks (failed, then sent again).
CREATE TABLE txs (seq {pk}, hash TEXT NOT NULL, height BIGINT NOT NULL, idx BIGINT NOT NULL, time_ms BIGINT NOT NULL, code BIGINT NOT NULL, codespace TEXT NOT NULL, log TEXT NOT NULL, gas_wanted BIGINT NOT NULL, gas_used BIGINT NOT NULL, fee TEXT NOT NULL, signer TEXT NOT NULL, types TEXT NOT NULL, bytes BIGINT NOT NULL, memo TEXT NOT NULL, messages TEXT NOT NULL);
CREATE INDEX txs_hash ON txs (hash);
CREATE INDEX txs_signer ON txs (signer, seq);

-- Every event of our modules, of any kind there will ever be; attrs is a JSON object. tx is 0 for the chain's own.
CREATE TABLE events (seq {pk}, height BIGINT NOT NULL, time_ms BIGINT NOT NULL, tx BIGINT NOT NULL, kind TEXT NOT NULL, attrs TEXT NOT NULL);
CREATE INDEX events_kind ON events (kind, seq);
-- Which objects (ids and addresses) an event names.
CREATE TABLE event_refs (object TEXT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (object, seq)){rowid};

-- Things of modules without tables of their own, such as cases of arbitration: the last value of every attribute.
CREATE TABLE objects (id TEXT PRIMARY KEY, prefix TEXT NOT NULL, module TEXT NOT NULL, status TEXT NOT NULL, kind TEXT NOT NULL, created_seq BIGINT NOT NULL, created_ms BIGINT NOT NULL, updated_seq BIGINT NOT NULL, updated_ms BIGINT NOT NULL, events BIGINT NOT NULL, attrs TEXT NOT NULL);
CREATE INDEX objects_updated ON objects (updated_seq);
CREATE INDEX objects_module ON objects (module, updated_seq);

CREATE TABLE agents (address TEXT PRIMARY KEY, seq BIGINT NOT NULL, owner TEXT NOT NULL, pending_owner TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, skills TEXT NOT NULL, card_uri TEXT NOT NULL, card_sha256 TEXT NOT NULL, registered_ms BIGINT NOT NULL, heartbeat_ms BIGINT NOT NULL, handovers BIGINT NOT NULL, jobs_posted BIGINT NOT NULL, hired BIGINT NOT NULL, worked BIGINT NOT NULL, completed BIGINT NOT NULL, disputed BIGINT NOT NULL, capital_free BIGINT NOT NULL, capital_reserved BIGINT NOT NULL, burned BIGINT NOT NULL, earned BIGINT NOT NULL);
CREATE UNIQUE INDEX agents_seq ON agents (seq);
CREATE INDEX agents_owner ON agents (owner, seq);
-- sqlite:CREATE INDEX agents_name ON agents (name, seq);
-- postgres:CREATE INDEX agents_name ON agents (name text_pattern_ops, seq);
CREATE TABLE agent_tags (skill TEXT NOT NULL, agent TEXT NOT NULL, PRIMARY KEY (skill, agent)){rowid};
-- What settlements said of an agent in a skill ('' over all), summed without decay.
CREATE TABLE agent_skills (agent TEXT NOT NULL, skill TEXT NOT NULL, settlements BIGINT NOT NULL, success BIGINT NOT NULL, failure BIGINT NOT NULL, volume BIGINT NOT NULL, burned BIGINT NOT NULL, last_ms BIGINT NOT NULL, PRIMARY KEY (agent, skill)){rowid};
CREATE INDEX agent_skills_best ON agent_skills (skill, success);
CREATE TABLE operators (agent TEXT NOT NULL, operator TEXT NOT NULL, serial BIGINT NOT NULL, since_ms BIGINT NOT NULL, PRIMARY KEY (agent, operator)){rowid};
CREATE TABLE attestations (subject TEXT NOT NULL, topic TEXT NOT NULL, issuer TEXT NOT NULL, value TEXT NOT NULL, issued_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL, PRIMARY KEY (subject, topic, issuer)){rowid};
CREATE TABLE links (agent TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (agent, account)){rowid};

CREATE TABLE jobs (id TEXT PRIMARY KEY, seq BIGINT NOT NULL, client TEXT NOT NULL, title TEXT NOT NULL, skill TEXT NOT NULL, status TEXT NOT NULL, auction TEXT NOT NULL, award TEXT NOT NULL, budget_amount TEXT NOT NULL, budget_denom TEXT NOT NULL, loss_amount TEXT NOT NULL, loss_denom TEXT NOT NULL, posted_ms BIGINT NOT NULL, posted_height BIGINT NOT NULL, bid_end_ms BIGINT NOT NULL, reveal_end_ms BIGINT NOT NULL, due_ms BIGINT NOT NULL, bids BIGINT NOT NULL, agreement TEXT NOT NULL, provider TEXT NOT NULL, price TEXT NOT NULL, awarded_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL, reason TEXT NOT NULL, pruned BIGINT NOT NULL, tx TEXT NOT NULL, request TEXT NOT NULL);
CREATE UNIQUE INDEX jobs_seq ON jobs (seq);
CREATE INDEX jobs_status ON jobs (status, seq);
CREATE INDEX jobs_skill ON jobs (skill, seq);
CREATE INDEX jobs_client ON jobs (client, seq);
CREATE INDEX jobs_provider ON jobs (provider, seq);
CREATE INDEX jobs_awarded ON jobs (awarded_ms);
-- Full text of title, skills and criteria by the seq of the job.
-- sqlite:CREATE VIRTUAL TABLE job_search USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
-- postgres:CREATE TABLE job_search (seq BIGINT PRIMARY KEY, words tsvector NOT NULL);
-- postgres:CREATE INDEX job_search_words ON job_search USING gin (words);
CREATE TABLE bids (job TEXT NOT NULL, provider TEXT NOT NULL, status TEXT NOT NULL, deposit TEXT NOT NULL, price TEXT NOT NULL, pledge TEXT NOT NULL, delivery_ms BIGINT NOT NULL, note_uri TEXT NOT NULL, score_bps BIGINT NOT NULL, expected_cost_micro BIGINT NOT NULL, rank BIGINT NOT NULL, reason TEXT NOT NULL, height BIGINT NOT NULL, time_ms BIGINT NOT NULL, PRIMARY KEY (job, provider)){rowid};

CREATE TABLE agreements (id TEXT PRIMARY KEY, seq BIGINT NOT NULL, origin TEXT NOT NULL, client TEXT NOT NULL, provider TEXT NOT NULL, title TEXT NOT NULL, skill TEXT NOT NULL, status TEXT NOT NULL, running BIGINT NOT NULL, disputed BIGINT NOT NULL, price_amount TEXT NOT NULL, price_denom TEXT NOT NULL, pledge TEXT NOT NULL, capital_micro BIGINT NOT NULL, milestone BIGINT NOT NULL, milestones BIGINT NOT NULL, parent TEXT NOT NULL, opened_ms BIGINT NOT NULL, opened_height BIGINT NOT NULL, due_ms BIGINT NOT NULL, ended_ms BIGINT NOT NULL, paid TEXT NOT NULL, refunded TEXT NOT NULL, burned TEXT NOT NULL, compensation TEXT NOT NULL, reworks BIGINT NOT NULL, outcome TEXT NOT NULL, pruned BIGINT NOT NULL);
CREATE UNIQUE INDEX agreements_seq ON agreements (seq);
CREATE INDEX agreements_running ON agreements (running, seq);
CREATE INDEX agreements_status ON agreements (status, seq);
CREATE INDEX agreements_disputed ON agreements (disputed, seq);
CREATE INDEX agreements_client ON agreements (client, seq);
CREATE INDEX agreements_provider ON agreements (provider, seq);
CREATE INDEX agreements_skill ON agreements (skill, seq);
CREATE INDEX agreements_origin ON agreements (origin, seq);
CREATE INDEX agreements_ended ON agreements (ended_ms);
CREATE TABLE settlements (agreement TEXT NOT NULL, milestone BIGINT NOT NULL, seq BIGINT NOT NULL, client TEXT NOT NULL, provider TEXT NOT NULL, skill TEXT NOT NULL, act TEXT NOT NULL, outcome TEXT NOT NULL, bps BIGINT NOT NULL, denom TEXT NOT NULL, price TEXT NOT NULL, paid TEXT NOT NULL, evaluator_fee TEXT NOT NULL, refunded TEXT NOT NULL, burned TEXT NOT NULL, protocol_fee TEXT NOT NULL, compensation TEXT NOT NULL, pledge_burned TEXT NOT NULL, capital_lost_micro BIGINT NOT NULL, rating BIGINT NOT NULL, client_rating BIGINT NOT NULL, height BIGINT NOT NULL, time_ms BIGINT NOT NULL, tx TEXT NOT NULL, PRIMARY KEY (agreement, milestone));
CREATE INDEX settlements_client ON settlements (client, seq);
CREATE INDEX settlements_provider ON settlements (provider, seq);

CREATE TABLE offers (id TEXT PRIMARY KEY, seq BIGINT NOT NULL, client TEXT NOT NULL, provider TEXT NOT NULL, about TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL, round BIGINT NOT NULL, maker TEXT NOT NULL, skill TEXT NOT NULL, price_amount TEXT NOT NULL, price_denom TEXT NOT NULL, pledge TEXT NOT NULL, expires_ms BIGINT NOT NULL, agreement TEXT NOT NULL, reason TEXT NOT NULL, opened_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL, pruned BIGINT NOT NULL);
CREATE UNIQUE INDEX offers_seq ON offers (seq);
CREATE INDEX offers_status ON offers (status, seq);
CREATE INDEX offers_client ON offers (client, seq);
CREATE INDEX offers_provider ON offers (provider, seq);
CREATE TABLE offer_rounds (offer TEXT NOT NULL, number BIGINT NOT NULL, maker TEXT NOT NULL, signer TEXT NOT NULL, price_amount TEXT NOT NULL, price_denom TEXT NOT NULL, pledge TEXT NOT NULL, hash TEXT NOT NULL, note_uri TEXT NOT NULL, expires_ms BIGINT NOT NULL, height BIGINT NOT NULL, time_ms BIGINT NOT NULL, terms TEXT NOT NULL, PRIMARY KEY (offer, number));

CREATE TABLE services (id TEXT PRIMARY KEY, seq BIGINT NOT NULL, provider TEXT NOT NULL, title TEXT NOT NULL, skill TEXT NOT NULL, price_amount TEXT NOT NULL, price_denom TEXT NOT NULL, price_micro BIGINT NOT NULL, capacity BIGINT NOT NULL, version BIGINT NOT NULL, active BIGINT NOT NULL, hired BIGINT NOT NULL, listed_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL, removed BIGINT NOT NULL, terms TEXT NOT NULL);
CREATE UNIQUE INDEX services_seq ON services (seq);
CREATE INDEX services_skill ON services (skill, seq);
CREATE INDEX services_provider ON services (provider, seq);

-- Money: what accounts have, and what waits in escrow for whom.
CREATE TABLE balances (account TEXT NOT NULL, denom TEXT NOT NULL, amount TEXT NOT NULL, PRIMARY KEY (account, denom)){rowid};
CREATE TABLE holds (scope TEXT NOT NULL, ref TEXT NOT NULL, agent TEXT NOT NULL, object TEXT NOT NULL, coin_amount TEXT NOT NULL, coin_denom TEXT NOT NULL, height BIGINT NOT NULL, time_ms BIGINT NOT NULL, PRIMARY KEY (scope, ref)){rowid};
CREATE INDEX holds_agent ON holds (agent);
CREATE INDEX holds_object ON holds (object);
CREATE TABLE held (agent TEXT NOT NULL, denom TEXT NOT NULL, amount TEXT NOT NULL, PRIMARY KEY (agent, denom)){rowid};

-- Counters per interval: res is minute, hour, day or total (bucket 0). Minutes older than 48 hours are deleted.
CREATE TABLE series (res TEXT NOT NULL, metric TEXT NOT NULL, denom TEXT NOT NULL, bucket_ms BIGINT NOT NULL, n BIGINT NOT NULL, sum TEXT NOT NULL, PRIMARY KEY (res, metric, denom, bucket_ms)){rowid};
CREATE TABLE skills (skill TEXT PRIMARY KEY, jobs BIGINT NOT NULL, jobs_open BIGINT NOT NULL, agents BIGINT NOT NULL, services BIGINT NOT NULL, settlements BIGINT NOT NULL, volume BIGINT NOT NULL){rowid};
CREATE INDEX skills_jobs ON skills (jobs);

-- Observations: the node's own scores at the height of each change, by the sampler. Not derived from blocks: a node that
-- has pruned a state cannot answer for it, and leaves a gap.
CREATE TABLE samples (agent TEXT NOT NULL, skill TEXT NOT NULL, seq BIGINT NOT NULL, height BIGINT NOT NULL, time_ms BIGINT NOT NULL, score_bps BIGINT NOT NULL, reliability_bps BIGINT NOT NULL, mean_bps BIGINT NOT NULL, capital_free_micro BIGINT NOT NULL, capital_reserved_micro BIGINT NOT NULL, successes_microtrials BIGINT NOT NULL, failures_microtrials BIGINT NOT NULL, burned_micro BIGINT NOT NULL, PRIMARY KEY (agent, skill, seq)){rowid};
