package follow_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trothchain/troth/explorer/index"
	"github.com/trothchain/troth/explorer/store"
	"github.com/trothchain/troth/explorer/synth"
	"github.com/trothchain/troth/explorer/testdb"
)

// An index of the schema before is brought to this one from what it has, without the blocks: it equals a new one.
func TestAnOldIndexIsFilledUp(t *testing.T) {
	const last = 60
	whole := testdb.SQLite(t)
	until(t, whole, synth.New(12, 4, last+1), last+1)
	want := dump(t, whole)
	testdb.Each(t, func(t *testing.T, url string) {
		until(t, url, synth.New(12, 4, last), last)
		words := search(t, url, "apfel")
		require.NotEmpty(t, words)
		age(t, url)
		require.NotContains(t, dump(t, url), "\ncases ")
		require.Empty(t, search(t, url, "apfel"))
		until(t, url, edited{Chain: synth.New(12, 4, last+1), block: func(b *index.Block) (*index.Block, error) {
			if b.Height > last {
				return b, nil
			}
			return &index.Block{Height: b.Height, Hash: b.Hash, Before: b.Before}, nil // only what tells chains apart
		}}, last+1)
		same(t, want, dump(t, url))
		require.Subset(t, search(t, url, "apfel"), words)
		db, err := store.Open(t.Context(), url)
		require.NoError(t, err)
		left, err := db.Meta(t.Context(), "refill")
		require.NoError(t, err)
		require.Empty(t, left)
		require.NoError(t, db.Close())
	})
}

// age takes an index back to what schema 1 had.
func age(t *testing.T, url string) {
	t.Helper()
	driver, dsn := "pgx", url
	script := `CREATE TABLE job_search (seq BIGINT PRIMARY KEY, words tsvector NOT NULL);
		DROP INDEX agents_name; CREATE INDEX agents_name ON agents (name text_pattern_ops, seq)`
	if path, lite := strings.CutPrefix(url, "sqlite:"); lite {
		driver, dsn = "sqlite", path
		script = `CREATE VIRTUAL TABLE job_search USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')`
	}
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	for _, s := range strings.Split(`DROP TABLE cases; DROP TABLE case_rounds; DROP TABLE case_seats; DROP TABLE case_evidence; DROP TABLE arbiters;
		DROP TABLE arbiter_skills; DROP INDEX settlements_seq; DROP INDEX objects_prefix; DROP INDEX jobs_skill_status;
		DROP INDEX agreements_skill_status; DROP INDEX agent_skills_volume; DROP INDEX services_hired; DROP INDEX services_skill_hired; DROP TABLE job_search;
		`+script+`; DELETE FROM meta WHERE key = 'refill'; UPDATE meta SET value = '1' WHERE key = 'schema';
		DELETE FROM series WHERE metric IN ('cases_opened', 'cases_running', 'appeals', 'judge_fees', 'case_time', 'arbiters');
		UPDATE agreements SET status = 'claimed', due_ms = 7 WHERE status = 'disputed'`, ";") {
		_, err := db.Exec(s)
		require.NoError(t, err, s)
	}
	require.NoError(t, db.Close())
}

// search finds jobs by a word.
func search(t *testing.T, url, word string) (seqs []int64) {
	t.Helper()
	db, err := store.Open(t.Context(), url)
	require.NoError(t, err)
	query, args := db.Matching(store.Words(word), 1<<62)
	rows, err := db.Reader().QueryContext(t.Context(), db.Rebind(query+"1000"), args...)
	require.NoError(t, err)
	for rows.Next() {
		var seq int64
		require.NoError(t, rows.Scan(&seq))
		seqs = append(seqs, seq)
	}
	require.NoError(t, rows.Err())
	require.NoError(t, rows.Close())
	require.NoError(t, db.Close())
	return seqs
}
