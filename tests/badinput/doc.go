// Package badinput holds no code, only tests: every message of our modules is sent to the real application with every
// kind of bad input, and must be refused with the right sentinel, a remedy, and nothing changed.
package badinput
