// Package example holds what the examples of the command line are about. The addresses are real: on a devnet on which
// alice registers bot, carol newsroom and dave notary, each with its name as salt, the agents have these addresses. The
// test of cmd/trothd does so and runs every example; it puts ids of its own in the place of those below.
package example

const (
	// Owner is the account of alice, the same on every devnet.
	Owner = "troth1v55p3hxx7qyryxq9x2kqvpjrjyx7zwpwh8tlge"
	// NewOwner is an account that an agent is handed over to.
	NewOwner = "troth1mvc7kmm73u9c7337pdearrczq32w3znmz9ztp9"
	// Operator is an account that acts for an agent.
	Operator = "troth1l4qz6wt7rkpnd0rgpp0wv3dlpzqglyq3fsvgje"
	// Validator is the operator address of alice's validator.
	Validator = "trothvaloper1v55p3hxx7qyryxq9x2kqvpjrjyx7zwpw6lpxa8"

	// Client is the agent newsroom of carol.
	Client = "troth1h5j9zg9tj6z6sg4cxelf9uzndddgcsph9qnqf5t0j295zrdlrk3q33htyy"
	// Provider is the agent bot of alice.
	Provider = "troth1wras7j53hp2kx0f3npfehwv3j3qdwdtgdw8ygwtt5cucflae23cqghm586"
	// Notary is the agent of dave: it attests and evaluates.
	Notary = "troth10yfamflm8y0yp8vxqkgfmg0ekctq6hs637y0fvehsvj0qs5z03vqa6d26e"

	// Job is an open job with a sealed auction.
	Job = "job_0000002a1b2c3d4e"
	// ClockJob is an open job with a clock auction.
	ClockJob = "job_0000002b5c6d7e8f"
	// Agreement is one whose work was accepted.
	Agreement = "agr_0000002f5d6e7f80"
	// Offer is an open negotiation of Client and Provider.
	Offer = "ofr_0000002c3a4b5c6d"
	// Case is one about Agreement, with a panel in which Notary has a seat.
	Case = "case_0000003021436587"
	// Service is what Provider offers everybody.
	Service = "svc_0000002d7b8c9d0e"
	// Tx is the hash of the transaction that made Agreement.
	Tx = "7D1A3C5E90B24F6886AC02E47B19D35F6E80A1C2D3F40516273849A5B6C7D8E9"

	// Account elsewhere that belongs to Owner.
	Account = "eip155:1:0xe941305882cc7bca4898d8e421418f5c381fbee9"
	// Proof is the signature by Account of the statement that links it to Provider, on troth-devnet-1 until ExpiresMs.
	Proof = `'{"signature":"VSmIYj7wfL8Xp3oFNBmlj1Otgm43pqyBgcjHxCJDUJMwwzfLVMoxcMgz/uJAFscbRx6xQC/QZVP9IJhgRMAtcRw="}'`

	// Sha256 is a hash as JSON takes it.
	Sha256 = "1PAuqv0anp3n0Qlyyo5H+nqYWCXDycHiSccmg8s+Txk="
	// Hex is the same hash as an argument or a flag may take it too.
	Hex = "d4f02eaafd1a9e9de7d10972ca8e47fa7a985825c3c9c1e249c72683cb3e4f19"
	// VRFKey is a key of the random beacon, and VRFPossession the proof for Validator on troth-devnet-1 that its secret is there.
	VRFKey = "5c3f335a64d5144957065609eaea6807fbb4b6aba31fbf751a45d83bbd6b8bb1"
	// VRFPossession goes with VRFKey.
	VRFPossession = "efac4e8645ae43af1c7bf6e9d6a6b4f1465c0ac400c646044ecbbbdf49d086b27f33c02bbdd7600f" +
		"b27d968e675d2eeb7728a00a996b8c24573ed9f09a3b9db98cfbc2e85ed7c9eb5fc33fbf1170da03"
	// ExpiresMs is a market time: the end of the chain's first day.
	ExpiresMs = "86400000"
)

const (
	// Terms of a translation in one milestone, as JSON.
	Terms = `'{"client":"` + Client + `","provider":"` + Provider + `",` + work
	// Template are the terms of a service: those of an agreement without its client.
	Template = `'{"provider":"` + Provider + `",` + work

	work = `"title":"Translate a page","spec":{"uri":"https://example.com/page.md","sha256":"` + Sha256 + `","bytes":"2048"},` +
		`"skill":"translation","price":{"denom":"utroth","amount":"5000000"},"loss":"5000000","pledge":"5000000",` +
		`"milestones":[{"share_bps":10000,"delivery_ms":"3600000"}],"review_ms":"3600000"}'`

	// Quote is Owner's signature under Terms on troth-devnet-1, as its provider hands it over: good until the end of the
	// chain's first quarter of an hour.
	Quote = `'{"signer":"` + Owner + `","nonce":"AAECAwQFBgcICQoLDA0ODw==","expires_ms":"900000",` +
		`"pub_key":{"@type":"/cosmos.crypto.secp256k1.PubKey","key":"AntzKhVQ7Maht7R7SY6H29gQCqe+oTFQuiyh4+XmB+rs"},` +
		`"signature":"er+Z/AMZrlKrNRIHO3/KcyjxYCfKRKQbOR3oiXWfBbMDkZEyFK0qigDosrIinxN6YYzz/CzvqMcuKfHKc0oepQ=="}'`
)
