//go:build pebbledb

package app

// cometDBBackend is CometBFT's block store in builds with the tag pebbledb.
const cometDBBackend = "pebbledb"
