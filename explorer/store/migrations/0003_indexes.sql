-- What a million events showed to be missing: settlements of an agent were found by reading all settlements, things of a
-- prefix by reading all things, jobs and agreements of a skill and a status by reading all of the skill; and an index that
-- began with removed made the newest services look cheap to sort.
CREATE INDEX settlements_seq ON settlements (seq);
CREATE INDEX objects_prefix ON objects (prefix, updated_seq);
CREATE INDEX jobs_skill_status ON jobs (skill, status, seq);
CREATE INDEX agreements_skill_status ON agreements (skill, status, seq);
CREATE INDEX cases_kind ON cases (kind, seq);
DROP INDEX services_hired;
DROP INDEX services_skill_hired;
CREATE INDEX services_hired ON services (hired, seq) WHERE removed = 0;
CREATE INDEX services_skill_hired ON services (skill, hired, seq) WHERE removed = 0;
