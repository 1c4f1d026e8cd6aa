package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// process is one running agent.
type process struct {
	cfg  AgentConfig
	cmd  *exec.Cmd
	in   io.WriteCloser
	done chan struct{}

	mu       sync.Mutex
	expected bool
}

// launch starts an agent's process; its lines go to the record, its errors to a file in its home.
func launch(command []string, cfg AgentConfig, r *record) (*process, error) {
	raw, err := json.MarshalIndent(cfg, "", "  ")
	if err != nil {
		return nil, err
	}
	file := filepath.Join(cfg.Home, "agent.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return nil, err
	}
	errs, err := os.OpenFile(filepath.Join(cfg.Home, "agent.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer errs.Close() // the child has its own
	cmd := exec.Command(command[0], append(command[1:], file)...)
	cmd.Stderr = errs
	cmd.Env = append(os.Environ(), "TROTH_DEMO_AGENT="+file)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("agent %s: %w", cfg.Name, err)
	}
	p := &process{cfg: cfg, cmd: cmd, in: in, done: make(chan struct{})}
	go p.listen(out, r)
	return p, nil
}

// listen reads the process to its end; an end nobody asked for fails the demo.
func (p *process) listen(out io.Reader, r *record) {
	defer close(p.done)
	err := readLines(out, func(l line) {
		l.Name = p.cfg.Name
		if l.Event == sayTrouble {
			r.fail(fmt.Errorf("agent %s: %s", p.cfg.Name, l.Text))
		}
		r.add(note{line: l})
	})
	err = errors.Join(err, p.cmd.Wait())
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.expected {
		r.fail(fmt.Errorf("agent %s ended: %w (see %s)", p.cfg.Name, errors.Join(err, io.ErrUnexpectedEOF), filepath.Join(p.cfg.Home, "agent.log")))
	}
}

// kill ends the process as kill -9 does and waits for it.
func (p *process) kill() error {
	p.expect()
	err := p.cmd.Process.Kill()
	<-p.done
	return err
}

// stop closes the input and waits; a process that does not listen is killed.
func (p *process) stop() error {
	p.expect()
	if err := p.in.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return errors.Join(err, p.kill())
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(5 * time.Second):
		return p.kill()
	}
}

func (p *process) expect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = true
}

// tell writes an order.
func (p *process) tell(o order) error {
	raw, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = p.in.Write(append(raw, '\n'))
	return err
}
