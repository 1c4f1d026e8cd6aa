package program

import "syscall"

// processGroup gives a program a group of its own that dies with this process, also when that is killed.
func processGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
