package database

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// instant is a time as it is stored: microseconds since 1970 in UTC, NULL for the zero time.
type instant struct{ time.Time }

// Value implements driver.Valuer.
func (i instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.UnixMicro(), nil
}

// Scan implements sql.Scanner.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		i.Time = time.Time{}
	case int64:
		i.Time = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("read time from %T", src)
	}
	return nil
}

// document is a value stored as JSON text.
type document[T any] struct{ v T }

func documentOf[T any](v T) document[T] { return document[T]{v} }

// Value implements driver.Valuer.
func (d document[T]) Value() (driver.Value, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d.v); err != nil {
		return nil, err
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// Scan implements sql.Scanner.
func (d *document[T]) Scan(src any) error {
	var v T
	switch s := src.(type) {
	case string:
		if err := json.Unmarshal([]byte(s), &v); err != nil {
			return err
		}
	case []byte:
		if err := json.Unmarshal(s, &v); err != nil {
			return err
		}
	default:
		return fmt.Errorf("read JSON from %T", src)
	}
	d.v = v
	return nil
}
