package database

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// openPostgres opens one pool of connections, which the job queue shares.
func openPostgres(ctx context.Context, url string) (*Database, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read database URL: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		cfg.MaxConns = int32(max(16, 4*runtime.GOMAXPROCS(0)))
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	}
	// Values stand inside the statements, quoted by bun, which relies on backslashes being plain characters.
	cfg.ConnConfig.RuntimeParams["standard_conforming_strings"] = "on"
	cfg.ConnConfig.RuntimeParams["lock_timeout"] = "5000" // ms, as long as SQLite waits
	if cfg.ConnConfig.RuntimeParams["application_name"] == "" {
		cfg.ConnConfig.RuntimeParams["application_name"] = "fellesmappa"
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := bun.NewDB(stdlib.OpenDBFromPool(pool), textDialect{pgdialect.New()})
	d := &Database{dialect: postgresDialect(), writer: db, reader: db, ready: newReady(db.DB, true), copies: newCopies(), pool: pool}
	if err := pool.Ping(ctx); err != nil {
		return nil, d.abandon(ctx, err)
	}
	return d, nil
}
