//go:build !linux

package program

import "syscall"

// processGroup gives a program a group of its own.
func processGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
