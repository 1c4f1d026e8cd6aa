package types

import (
	"fmt"
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/trothchain/troth/internal/field"
	agreementtypes "github.com/trothchain/troth/x/agreement/types"
	identitytypes "github.com/trothchain/troth/x/identity/types"
	"github.com/trothchain/troth/x/market/auction"
)

// The bounds of a job request.
const (
	// MaxTitle is the longest title in bytes.
	MaxTitle = 140
	// MaxURI is the longest uri in bytes.
	MaxURI = 512
	// MaxCriteria is the most criteria of a job.
	MaxCriteria = 16
	// MaxCriterionText is the longest text of a criterion in bytes.
	MaxCriterionText = 140
	// MinSkill and MaxSkill bound the length of a skill tag.
	MinSkill, MaxSkill = 2, 48
	// MaxSkills is the most tags besides the skill.
	MaxSkills = 7
	// MaxInvited is the most agents a job can be kept to.
	MaxInvited = 32
	// MaxSigmaBps is the most cover a job may ask for per price.
	MaxSigmaBps = 100_000
	// MaxBackups is the most runners-up that may stand by.
	MaxBackups = auction.ListLen - 1
	// MaxRework is the most rounds of rework.
	MaxRework = agreementtypes.MaxRework
	// HashLen is the length of a sha256 and of a salt in bytes.
	HashLen = 32
)

// Validate checks every field of a job request against its bounds. A missing loss counts as 0, which takes the budget.
// What needs the provider, the clock or another record is checked later.
func (r JobRequest) Validate() error {
	if err := field.Text("request.title", r.Title, 1, MaxTitle); err != nil {
		return err
	}
	if err := field.Text("request.spec.uri", r.Spec.Uri, 1, MaxURI); err != nil {
		return err
	}
	if err := field.Bytes("request.spec.sha256", r.Spec.Sha256, HashLen); err != nil {
		return err
	}
	if err := validateCriteria(r.Criteria); err != nil {
		return err
	}
	if err := r.validateSkills(); err != nil {
		return err
	}
	if err := r.validateMoney(); err != nil {
		return err
	}
	for _, f := range []struct {
		name        string
		v, min, max uint64
	}{
		{"request.min_score_bps", uint64(r.MinScoreBps), 0, 10_000},
		{"request.sigma_bps", uint64(r.SigmaBps), 0, MaxSigmaBps},
		{"request.clocks.bid_ms", r.Clocks.BidMs, 1, MaxWindowMs},
		{"request.clocks.delivery_ms", r.Clocks.DeliveryMs, 1, MaxWindowMs},
		{"request.clocks.review_ms", r.Clocks.ReviewMs, 1, MaxWindowMs},
		{"request.backups", uint64(r.Backups), 0, MaxBackups},
		{"request.rework_rounds", uint64(r.ReworkRounds), 0, MaxRework},
	} {
		if err := field.Range(f.name, f.v, f.min, f.max); err != nil {
			return err
		}
	}
	if err := r.validateAuction(); err != nil {
		return err
	}
	if err := identitytypes.ValidateRequirements("request.requirements", r.Requirements); err != nil {
		return err
	}
	if err := r.validateInvited(); err != nil {
		return err
	}
	return r.validateWork()
}

func (r JobRequest) validateSkills() error {
	if err := field.Tag("request.skill", r.Skill, MinSkill, MaxSkill); err != nil {
		return err
	}
	if err := field.Count("request.skills", len(r.Skills), MaxSkills); err != nil {
		return err
	}
	for i, s := range r.Skills {
		name := fmt.Sprintf("request.skills[%d]", i)
		if err := field.Tag(name, s, MinSkill, MaxSkill); err != nil {
			return err
		}
		if s == r.Skill || slices.Contains(r.Skills[:i], s) {
			return field.ErrDuplicate.Wrapf("%s: %s", name, s)
		}
	}
	return nil
}

func (r JobRequest) validateMoney() error {
	if err := field.Coin("request.budget", r.Budget); err != nil {
		return err
	}
	if err := field.Amount("request.loss", OrZero(r.Loss), 0); err != nil {
		return err
	}
	if OrZero(r.Loss).GT(r.Budget.Amount.MulRaw(auction.MaxLossFactor)) {
		return ErrLoss.Wrapf("request.loss: %s, want at most %d x %s", r.Loss, auction.MaxLossFactor, r.Budget)
	}
	return field.Amount("request.start_cost", OrZero(r.StartCost), 0)
}

// validateAuction checks that the windows and the award fit the auction.
func (r JobRequest) validateAuction() error {
	if err := field.Range("request.auction", uint64(r.Auction), 0, uint64(AuctionClock)); err != nil {
		return err
	}
	if err := field.Range("request.award", uint64(r.Award), 0, uint64(AwardClient)); err != nil {
		return err
	}
	if r.Explore && !r.Sealed() {
		return ErrAuction.Wrapf("request.explore: only with %s, where the lot falls when no bid can be changed", AuctionSealed)
	}
	reveal, award := uint64(0), uint64(0) // the longest windows
	if r.Sealed() {
		reveal = MaxWindowMs
	}
	if r.Award == AwardClient {
		award = MaxWindowMs
	}
	if err := field.Range("request.clocks.reveal_ms", r.Clocks.RevealMs, min(reveal, 1), reveal); err != nil {
		return err
	}
	if err := field.Range("request.clocks.award_ms", r.Clocks.AwardMs, min(award, 1), award); err != nil {
		return err
	}
	if r.Auction != AuctionClock {
		if !OrZero(r.StartCost).IsZero() {
			return ErrAuction.Wrapf("request.start_cost: %s, want 0: only %s has one", r.StartCost, AuctionClock)
		}
		return nil
	}
	if r.Award == AwardClient {
		return ErrAuction.Wrapf("request.award: %s, want %s with %s", r.Award, AwardChain, r.Auction)
	}
	if r.Backups != 0 {
		return ErrAuction.Wrapf("request.backups: %d, want 0 with %s", r.Backups, r.Auction)
	}
	if end := r.Budget.Amount.Add(r.lossOrBudget()); OrZero(r.StartCost).GTE(end) {
		return ErrStartCost.Wrapf("request.start_cost: %s, want less than budget and loss together, %s", r.StartCost, end)
	}
	return nil
}

func (r JobRequest) validateInvited() error {
	if err := field.Count("request.invited", len(r.Invited), MaxInvited); err != nil {
		return err
	}
	seen := make([]string, 0, len(r.Invited))
	for i, s := range r.Invited {
		name := fmt.Sprintf("request.invited[%d]", i)
		a, err := field.Address(name, s)
		if err != nil {
			return err
		}
		if slices.Contains(seen, string(a)) {
			return field.ErrDuplicate.Wrapf("%s: %s", name, s)
		}
		seen = append(seen, string(a))
	}
	return nil
}

// validateWork checks what the terms of the agreement will have of the request.
func (r JobRequest) validateWork() error {
	if err := r.Verification.Validate("request.verification"); err != nil {
		return err
	}
	milestones := r.milestones(r.Clocks.DeliveryMs)
	if len(r.Milestones) == 0 && r.Verification.By() == agreementtypes.MethodHash {
		return field.ErrMissing.Wrapf("request.milestones: %s, want the milestones with their answers", r.Verification.By())
	}
	if err := agreementtypes.ValidateMilestones("request.milestones", milestones, r.Verification.By()); err != nil {
		return err
	}
	r.Loss = r.lossOrBudget()
	return r.Terms("", Bid{Price: r.Budget.Amount, DeliveryMs: r.Clocks.DeliveryMs}).ValidateDraft()
}

// Terms are those of an agreement of the client with the provider, the price, the pledge and the delivery time of b. An
// empty client or provider is not known yet.
func (r JobRequest) Terms(client string, b Bid) agreementtypes.Terms {
	return agreementtypes.Terms{
		Client: client, Provider: b.Provider, Title: r.Title, Spec: r.Spec, Criteria: r.Criteria, Skill: r.Skill,
		Price: sdk.Coin{Denom: r.Budget.Denom, Amount: b.Price}, Loss: r.Loss, Pledge: OrZero(b.Pledge),
		Milestones: r.milestones(b.DeliveryMs), ReviewMs: r.Clocks.ReviewMs, ReworkRounds: r.ReworkRounds,
		Verification: r.Verification, Instant: r.Instant, Parent: r.Parent, SigmaBps: r.SigmaBps, Recipients: r.Recipients,
	}
}

// milestones divides a delivery time of the whole by the shares of the price: rounded down, the last one has the rest.
// delivery_ms is at most a year, so the products stay far below 2^64.
func (r JobRequest) milestones(deliveryMs uint64) []agreementtypes.Milestone {
	if len(r.Milestones) == 0 {
		return agreementtypes.SingleMilestone(deliveryMs)
	}
	parts, rest := make([]agreementtypes.Milestone, len(r.Milestones)), deliveryMs
	for i, m := range r.Milestones {
		part := min(deliveryMs*uint64(min(m.ShareBps, bpsOne))/bpsOne, rest)
		if i == len(r.Milestones)-1 {
			part = rest
		}
		rest -= part
		parts[i] = agreementtypes.Milestone{Title: m.Title, ShareBps: m.ShareBps, DeliveryMs: part, AnswerSha256: m.AnswerSha256}
	}
	return parts
}

// Normalized returns a valid request in the one form that is stored: what may be left out is filled in, addresses are in
// lower case.
func (r JobRequest) Normalized() (JobRequest, error) {
	r.Loss, r.StartCost = r.lossOrBudget(), OrZero(r.StartCost)
	if r.Sealed() {
		r.Auction = AuctionSealed
	}
	if r.Award == AwardUnspecified {
		r.Award = AwardChain
	}
	requirements, err := identitytypes.NormalizeRequirements("request.requirements", r.Requirements)
	if err != nil {
		return r, err
	}
	r.Requirements = requirements
	if r.Verification.Evaluator != "" {
		a, err := field.Address("request.verification.evaluator", r.Verification.Evaluator)
		if err != nil {
			return r, err
		}
		r.Verification.Evaluator = a.String()
	}
	invited := make([]string, 0, len(r.Invited))
	for i, s := range r.Invited {
		a, err := field.Address(fmt.Sprintf("request.invited[%d]", i), s)
		if err != nil {
			return r, err
		}
		invited = append(invited, a.String())
	}
	if r.Invited = nil; len(invited) > 0 {
		r.Invited = invited
	}
	return r, nil
}

// Sealed says whether the bids are committed under seal.
func (r JobRequest) Sealed() bool {
	return r.Auction == AuctionUnspecified || r.Auction == AuctionSealed
}

// Invites says whether the provider may bid as far as the invitation goes; provider is bech32 in lower case.
func (r JobRequest) Invites(provider string) bool {
	return len(r.Invited) == 0 || slices.Contains(r.Invited, provider)
}

// Tags are all skills that the job is found under.
func (r JobRequest) Tags() []string { return append([]string{r.Skill}, r.Skills...) }

func (r JobRequest) lossOrBudget() math.Int {
	if loss := OrZero(r.Loss); loss.IsPositive() {
		return loss
	}
	return r.Budget.Amount
}

func validateCriteria(criteria []agreementtypes.Criterion) error {
	if err := field.Count("request.criteria", len(criteria), MaxCriteria); err != nil {
		return err
	}
	sum := uint64(0)
	for _, c := range criteria {
		if err := field.Text("request.criteria.text", c.Text, 1, MaxCriterionText); err != nil {
			return err
		}
		if err := field.Range("request.criteria.weight_bps", uint64(c.WeightBps), 1, bpsOne); err != nil {
			return err
		}
		sum += uint64(c.WeightBps)
	}
	if len(criteria) == 0 {
		return nil
	}
	return field.Range("the sum of request.criteria.weight_bps", sum, bpsOne, bpsOne)
}
