package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
)

// sampledKey names the seq of the last event that scores were sampled after.
const sampledKey = "sampled"

// SampledTo is the seq of the last event that scores were sampled after.
func (db *DB) SampledTo(ctx context.Context) (int64, error) {
	text, err := db.Meta(ctx, sampledKey)
	if err != nil || text == "" {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// PutSamples writes samples and how far they go, in one transaction.
func (db *DB) PutSamples(ctx context.Context, samples []Sample, seq int64) (err error) {
	rw, err := sql.Open(db.driver(), db.dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rw.Close()) }()
	tx, err := rw.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if e := tx.Rollback(); e != nil && !errors.Is(e, sql.ErrTxDone) {
			err = errors.Join(err, e)
		}
	}()
	for i := range samples {
		if _, err := tx.ExecContext(ctx, db.Rebind(SampleTable.upsert), SampleTable.values(&samples[i])...); err != nil {
			return err
		}
	}
	const upsert = "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
	if _, err := tx.ExecContext(ctx, db.Rebind(upsert), sampledKey, strconv.FormatInt(seq, 10)); err != nil {
		return err
	}
	return tx.Commit()
}

// BurnedUntil is what an agent's settlements had burned for it after an event.
func (db *DB) BurnedUntil(ctx context.Context, agent string, seq int64) (int64, error) {
	// The sample before has the sum; only what came since is added.
	var burned, from sql.NullInt64
	err := db.ro.QueryRowContext(ctx, db.Rebind("SELECT burned_micro, seq FROM samples WHERE agent = ? AND skill = '' AND seq < ? ORDER BY seq DESC LIMIT 1"), agent, seq).Scan(&burned, &from)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	sum := "CAST(json_extract(attrs, '$.burn_micro') AS BIGINT)"
	provider := "json_extract(attrs, '$.provider')"
	if db.kind == postgres {
		sum, provider = "CAST(attrs::json ->> 'burn_micro' AS BIGINT)", "attrs::json ->> 'provider'"
	}
	var since sql.NullInt64
	err = db.ro.QueryRowContext(ctx, db.Rebind("SELECT CAST(sum("+sum+") AS BIGINT) FROM events WHERE seq IN (SELECT seq FROM event_refs WHERE object = ? AND seq > ? AND seq <= ?) AND kind = 'reputation.contract_settled' AND "+provider+" = ?"),
		agent, from.Int64, seq, agent).Scan(&since)
	return burned.Int64 + since.Int64, err
}
