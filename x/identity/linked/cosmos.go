package linked

import (
	"crypto/sha256"
	"encoding/base64"

	"github.com/cosmos/btcutil/bech32"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	//lint:ignore SA1019 the addresses of Cosmos chains are made with it
	"golang.org/x/crypto/ripemd160"
)

// hashLen is the length of the address of an account with a secp256k1 key in bytes.
const hashLen = 20

// parseCosmos reads an account of a chain with bech32 addresses, of any prefix. Modules and contracts have addresses of
// another length: they have no key.
func parseCosmos(chain, address string) (Account, error) {
	if !made(chain, digits+letters+"-_", 1, 32) {
		return Account{}, malformed(chain, "want a chain id of letters, digits, - and _, at most 32")
	}
	if !made(address, digits+letters, 1, bech32.MaxLengthBIP173) {
		return Account{}, malformed(address, "want a bech32 address of letters and digits")
	}
	prefix, raw, err := bech32.DecodeToBase256(address)
	if err != nil {
		return Account{}, malformed(address, err.Error())
	}
	if len(raw) != hashLen {
		return Account{}, malformed(address, "want the address of an account with a secp256k1 key, 20 bytes")
	}
	canonical, err := bech32.EncodeFromBase256(prefix, raw)
	if err != nil {
		return Account{}, malformed(address, err.Error())
	}
	return newAccount(Cosmos, chain, canonical, raw), nil
}

// verifyCosmos checks an ADR-36 signature: r ‖ s with a low s, under the key whose hash is the address.
func verifyCosmos(a Account, statement string, p Proof) error {
	key, err := secp256k1.ParsePubKey(p.PublicKey)
	if err != nil {
		return ErrPublicKey.Wrapf("proof.public_key: %x is no point of the curve", p.PublicKey)
	}
	if string(hash160(p.PublicKey)) != a.key {
		return ErrPublicKey.Wrapf("proof.public_key: %x is not that of %s", p.PublicKey, a.name)
	}
	r, s, err := scalars(p.Signature)
	if err != nil {
		return err
	}
	digest := sha256.Sum256([]byte(SignDoc(a.address, statement)))
	if !ecdsa.NewSignature(&r, &s).Verify(digest[:], key) {
		return mismatch(a)
	}
	return nil
}

// SignDoc returns the document of ADR-36 that stands for a text: amino JSON with sorted keys, of no chain, no fee and no
// account number, so that it can never be a transaction. signer is a bech32 address in lower case.
func SignDoc(signer, text string) string {
	return `{"account_number":"0","chain_id":"","fee":{"amount":[],"gas":"0"},"memo":"","msgs":[{"type":"sign/MsgSignData",` +
		`"value":{"data":"` + base64.StdEncoding.EncodeToString([]byte(text)) + `","signer":"` + signer + `"}}],"sequence":"0"}`
}

func hash160(key []byte) []byte {
	sum := sha256.Sum256(key)
	h := ripemd160.New()
	h.Write(sum[:])
	return h.Sum(nil)
}
