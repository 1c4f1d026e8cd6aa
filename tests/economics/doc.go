// Package economics asks whether it pays to cheat on Troth: a market of honest agents of all qualities, and attackers that
// know everything and best respond to the published score, on the real keepers with default parameters. README.md says
// what is modelled and how to read the table.
//
//	go test ./tests/economics                 a short version, under a minute
//	make economics                            the table, beside the figures of the reference simulator
package economics
