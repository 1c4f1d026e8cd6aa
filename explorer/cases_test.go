package explorer_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/trothchain/troth/explorer/store"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	arbitrationtypes "github.com/trothchain/troth/x/arbitration/types"
)

// cases compares every case that the node has with the index, with its rounds, seats and documents.
func (c *comparison) cases() {
	q := arbitrationtypes.NewQueryClient(c.node)
	listed := 0
	for status := arbitrationtypes.StatusOpened; status <= arbitrationtypes.StatusClosed; status++ {
		pages(c.t, func(p *query.PageRequest) (*query.PageResponse, error) {
			r, err := q.Cases(c.ctx, &arbitrationtypes.QueryCasesRequest{Status: status, Pagination: p})
			if err != nil {
				return nil, err
			}
			for _, v := range r.Cases {
				full, err := q.Case(c.ctx, &arbitrationtypes.QueryCaseRequest{Id: v.Id})
				require.NoError(c.t, err)
				c.one(full)
				listed++
			}
			return r.Pagination, nil
		})
	}
	rows, err := store.CaseTable.Select(c.t.Context(), c.db, "WHERE pruned = 0")
	require.NoError(c.t, err)
	require.Len(c.t, rows, listed)
}

func (c *comparison) one(full *arbitrationtypes.QueryCaseResponse) {
	v := full.Case
	got, err := store.CaseTable.Get(c.t.Context(), c.db, v.Id)
	require.NoError(c.t, err)
	require.NotNil(c.t, got, v.Id)
	require.Equal(c.t, short(v.Status, "STATUS_"), got.Status, v.Id)
	require.Equal(c.t, v.Status != arbitrationtypes.StatusClosed, got.Running, v.Id)
	require.Equal(c.t, short(v.Request.Kind, "KIND_"), got.Kind)
	require.Equal(c.t, v.Request.Client+v.Request.Provider+v.Request.Skill, got.Client+got.Provider+got.Skill)
	require.Equal(c.t, v.Request.Price.String(), got.Price.Amount+got.Price.Denom)
	require.Equal(c.t, v.ClientDeposit.String()+" "+v.ProviderDeposit.String(), got.ClientDeposit+" "+got.ProviderDeposit)
	id, milestone, err := agreementtypes.ParseDisputeRef(v.Request.Ref)
	require.NoError(c.t, err)
	require.Equal(c.t, agreementtypes.FormatID(id), got.Agreement)
	require.EqualValues(c.t, milestone, got.Milestone)
	require.EqualValues(c.t, v.Round(), got.Round)
	require.EqualValues(c.t, v.VerdictBps, got.VerdictBps, v.Id)
	require.Equal(c.t, v.Unclear, got.Unclear, v.Id)
	if v.Status != arbitrationtypes.StatusOpened && v.Status != arbitrationtypes.StatusSettling { // in which it may wait further
		require.EqualValues(c.t, v.DueMs, got.DueMs, v.Id)
	}
	c.rounds(v)
	c.seats(v, full.Seats)
	documents, err := store.EvidenceTable.Select(c.t.Context(), c.db, "WHERE caseid = ? ORDER BY seq", v.Id)
	require.NoError(c.t, err)
	var have, want []string
	for _, e := range documents {
		have = append(have, fmt.Sprint(e.Side, e.URI, e.SHA256, e.Note, e.Round))
	}
	for _, e := range full.Evidence {
		want = append(want, fmt.Sprint(short(e.Side, "SIDE_"), e.Uri, hex.EncodeToString(e.Sha256), e.Note, e.Round))
		c.saw("documents")
	}
	require.ElementsMatch(c.t, want, have, v.Id)
	require.EqualValues(c.t, len(want), got.Evidence)
	c.saw("cases")
	c.saw("cases " + got.Status)
}

func (c *comparison) rounds(v arbitrationtypes.Case) {
	rows, err := store.CaseRoundTable.Select(c.t.Context(), c.db, "WHERE caseid = ? ORDER BY number", v.Id)
	require.NoError(c.t, err)
	require.Len(c.t, rows, len(v.Rounds), v.Id)
	for i, r := range v.Rounds {
		got := rows[i]
		appellant := ""
		if i > 0 {
			appellant = short(r.Appellant, "SIDE_")
			c.saw("appeals")
		}
		require.Equal(c.t, appellant, got.Appellant, v.Id)
		require.Equal(c.t, r.Deposit.String(), got.Deposit, v.Id)
		require.Equal(c.t, fmt.Sprint(r.Size_, " ", r.Seats, " ", r.Lock), fmt.Sprint(got.Size, " ", got.Seats, " ", got.Lock), v.Id)
		if got.RuledMs > 0 {
			require.EqualValues(c.t, r.VerdictBps, got.VerdictBps, v.Id)
			require.EqualValues(c.t, r.Revealed, got.Revealed, v.Id)
			c.saw("ruled rounds")
		}
	}
}

func (c *comparison) seats(v arbitrationtypes.Case, seats []arbitrationtypes.Seat) {
	rows, err := store.SeatTable.Select(c.t.Context(), c.db, "WHERE caseid = ? ORDER BY round, arbiter", v.Id)
	require.NoError(c.t, err)
	var have, want []string
	for _, s := range rows {
		var votes []uint32
		if s.Votes != "" {
			require.NoError(c.t, json.Unmarshal([]byte(s.Votes), &votes))
		}
		have = append(have, fmt.Sprint(s.Round, s.Arbiter, " ", s.Lock, s.Commitment, s.Revealed, s.Bps, votes))
		require.Equal(c.t, v.Status == arbitrationtypes.StatusFinal || v.Status == arbitrationtypes.StatusClosed, s.Standing != "", v.Id)
	}
	for _, s := range seats {
		want = append(want, fmt.Sprint(s.Round, s.Arbiter, " ", s.Lock, hex.EncodeToString(s.Commitment), s.Revealed, s.Bps, s.Votes))
		c.saw("seats")
		if s.Revealed {
			c.saw("votes")
		}
	}
	require.ElementsMatch(c.t, want, have, v.Id)
}

func (c *comparison) arbiters() {
	q := arbitrationtypes.NewQueryClient(c.node)
	pages(c.t, func(p *query.PageRequest) (*query.PageResponse, error) {
		r, err := q.Arbiters(c.ctx, &arbitrationtypes.QueryArbitersRequest{Pagination: p})
		if err != nil {
			return nil, err
		}
		for _, a := range r.Arbiters {
			got, err := store.ArbiterTable.Get(c.t.Context(), c.db, a.Agent)
			require.NoError(c.t, err)
			require.NotNil(c.t, got, a.Agent)
			require.Equal(c.t, a.Owner+short(a.Status, "ARBITER_STATUS_"), got.Owner+got.Status)
			require.Equal(c.t, fmt.Sprint(a.Stake, " ", a.Locked), fmt.Sprint(got.Stake, " ", got.Locked), a.Agent)
			require.Equal(c.t, fmt.Sprint(a.Seats, " ", a.Cases, " ", a.Coherent, " ", a.Absent), fmt.Sprint(got.Seats, " ", got.Cases, " ", got.Coherent, " ", got.Absent), a.Agent)
			require.EqualValues(c.t, a.LeavesMs, got.LeavesMs)
			var skills []string
			require.NoError(c.t, json.Unmarshal([]byte(got.Skills), &skills))
			require.ElementsMatch(c.t, a.Skills, skills)
			c.saw("arbiters")
		}
		return r.Pagination, nil
	})
	rows, err := store.ArbiterTable.Select(c.t.Context(), c.db, "")
	require.NoError(c.t, err)
	require.Len(c.t, rows, c.n["arbiters"])
}
