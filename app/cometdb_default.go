//go:build !pebbledb

package app

// cometDBBackend is CometBFT's block store in builds without the tag pebbledb.
const cometDBBackend = "goleveldb"
