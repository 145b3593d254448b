package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// connection asks one question after the other over one TCP connection. It speaks as little HTTP/1.1 as that takes, so
// that it leaves the processor to the program.
type connection struct {
	conn net.Conn
	in   *bufio.Reader
}

const (
	answerTimeout = 30 * time.Second
	inBuffer      = 64 << 10
)

func dial(address string) (*connection, error) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		return nil, err
	}
	return &connection{conn, bufio.NewReaderSize(conn, inBuffer)}, nil
}

// request is a question as it stands on the wire.
func request(address, token, path string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", path, strings.TrimPrefix(address, "http://"), token)
}

// ask sends a request and reads the answer to its end. Any status but 200 is an error.
func (c *connection) ask(request []byte) (size int, err error) {
	if err := c.conn.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return 0, err
	}
	if _, err := c.conn.Write(request); err != nil {
		return 0, err
	}
	status, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return 0, fmt.Errorf("answer: %s", bytes.TrimSpace(status))
	}
	return c.body()
}

// body reads header and body of an answer and tells how long the body is.
func (c *connection) body() (size int, err error) {
	length, err := c.header()
	if err != nil {
		return 0, err
	}
	if length >= 0 {
		return c.in.Discard(length)
	}
	return c.chunks()
}

// header reads the header; the length is -1 when the body comes in chunks.
func (c *connection) header() (length int, err error) {
	length = -1
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			return length, nil
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			n, err := strconv.ParseUint(string(bytes.TrimSpace(value)), 10, 31)
			if err != nil {
				return 0, fmt.Errorf("read length of answer: %w", err)
			}
			length = int(n)
		}
	}
}

// chunks reads a body in chunks (RFC 9112, section 7.1), without trailers.
func (c *connection) chunks() (size int, err error) {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return size, err
		}
		n, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 31)
		if err != nil {
			return size, fmt.Errorf("read chunk of answer: %w", err)
		}
		if _, err := c.in.Discard(int(n) + len("\r\n")); err != nil {
			return size, err
		}
		if n == 0 {
			return size, nil
		}
		size += int(n)
	}
}

// close ends the connection. What the program still wanted to say is lost, which at the end of a measurement is no error.
func (c *connection) close() { _ = c.conn.Close() }
