package linked

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"golang.org/x/crypto/sha3"
)

// parseEIP155 reads an account of an EVM chain. The address may be written in one case, or in the mixed case that is its
// checksum (EIP-55); the canonical form is lower case.
func parseEIP155(chain, address string) (Account, error) {
	if !made(chain, digits, 1, 32) || chain[0] == '0' {
		return Account{}, malformed(chain, "want a chain id in decimal digits, 1 or more")
	}
	written, ok := strings.CutPrefix(address, "0x")
	if !ok || len(written) != 40 {
		return Account{}, malformed(address, "want 0x and 40 hexadecimal digits")
	}
	plain := strings.ToLower(written)
	raw, err := hex.DecodeString(plain)
	if err != nil {
		return Account{}, malformed(address, "want 0x and 40 hexadecimal digits")
	}
	if written != plain && written != strings.ToUpper(written) && written != checksummed(plain) {
		return Account{}, malformed(address, "the checksum in its upper and lower case (EIP-55) is wrong")
	}
	return newAccount(EIP155, chain, "0x"+plain, raw), nil
}

// checksummed returns lower-case hexadecimal digits with the checksum of EIP-55.
func checksummed(digits string) string {
	sum := keccak([]byte(digits))
	out := []byte(digits)
	for i, c := range out {
		nibble := sum[i/2] >> 4
		if i%2 == 1 {
			nibble = sum[i/2] & 15
		}
		if c >= 'a' && nibble >= 8 {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

// verifyEIP155 recovers who signed the statement with personal_sign (EIP-191) and demands that it is the account. v is 27
// or 28 and s is low, so that a proof has one form.
func verifyEIP155(a Account, statement string, signature []byte) error {
	v := signature[64]
	if v != 27 && v != 28 {
		return ErrRecovery.Wrapf("proof.signature: v is %d", v)
	}
	if _, _, err := scalars(signature); err != nil {
		return err
	}
	compact := append([]byte{v}, signature[:64]...)
	digest := keccak([]byte("\x19Ethereum Signed Message:\n" + strconv.Itoa(len(statement)) + statement))
	key, _, err := ecdsa.RecoverCompact(compact, digest)
	if err != nil {
		return mismatch(a)
	}
	sum := keccak(key.SerializeUncompressed()[1:])
	if string(sum[12:]) != a.key {
		return mismatch(a)
	}
	return nil
}

func keccak(b []byte) []byte {
	h := sha3.NewLegacyKeccak256()
	h.Write(b)
	return h.Sum(nil)
}
