// Package scenarios holds no code, only tests: stories in text files, each played on a fresh chain of three instances.
// README.md documents their language.
package scenarios
