package engineio

// HasPoll says whether a poll waits.
func (s *Session) HasPoll() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.poll != nil
}

// HasPost says whether a POST is in progress.
func (s *Session) HasPost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.post != nil
}

// Probed says whether an upgrade is past its probe.
func (s *Session) Probed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.probed
}
