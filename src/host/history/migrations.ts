import type { Database } from 'better-sqlite3'

/** Brings the schema one version on. Runs inside a transaction. */
export type Migration = (db: Database) => void

/**
 * Schema versions, oldest first: the one at index n leads from version n to n + 1. Never changed once released, only
 * added to (contract §4).
 *
 * `runs.n` is the key of lists: the id's time and counter as one integer (key.ts), so newest first is the table's own
 * order, an id is found without an index of its own, and a range of dates is a range of keys. The columns of a list stand
 * before the large ones, so listing does not read those. `response_head` is a packed header list (header-blocks.ts),
 * `record` all else of a run (record-codec.ts). A body is a BLOB, or the hex text of its payload's SHA-256.
 * `run_workflows` is filled behind the writer (workflow-index.ts), so that no reply waits for it; so is `run_keys`, which has
 * in few bytes what Task History counts and skips by. Its `tasks` are those of an ended run, null where they must be counted.
 */
export const migrations: readonly Migration[] = [
  db => {
    db.exec(`
      CREATE TABLE workflows (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        slug TEXT NOT NULL,
        name TEXT NOT NULL,
        project TEXT NOT NULL
      );
      CREATE TABLE versions (
        n INTEGER PRIMARY KEY,
        workflow INTEGER NOT NULL REFERENCES workflows,
        hash TEXT NOT NULL,
        name TEXT NOT NULL,
        project TEXT NOT NULL,
        snapshot TEXT NOT NULL,
        UNIQUE (workflow, hash, project)
      );
      CREATE TABLE header_blocks (
        n INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        block TEXT NOT NULL
      );
      CREATE TABLE payloads (
        sha256 BLOB PRIMARY KEY,
        bytes BLOB NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE runs (
        n INTEGER PRIMARY KEY,
        id BLOB NOT NULL,
        version INTEGER NOT NULL,
        status INTEGER NOT NULL,
        code INTEGER,
        source INTEGER NOT NULL,
        method TEXT NOT NULL,
        started REAL NOT NULL,
        duration REAL,
        responded REAL,
        response_size INTEGER,
        user TEXT NOT NULL,
        request_name TEXT,
        error TEXT,
        response_head TEXT,
        record TEXT NOT NULL,
        request_body BLOB,
        response_body BLOB
      );
      CREATE TABLE run_workflows (
        workflow INTEGER NOT NULL,
        run INTEGER NOT NULL,
        PRIMARY KEY (workflow, run)
      ) WITHOUT ROWID;
      CREATE INDEX runs_status ON runs (status) WHERE status <> 3;
      CREATE INDEX runs_code ON runs (code) WHERE code NOT IN (200, 202);
      CREATE TABLE run_payloads (
        sha256 BLOB NOT NULL,
        run INTEGER NOT NULL,
        PRIMARY KEY (sha256, run)
      ) WITHOUT ROWID;
      CREATE INDEX run_payloads_run ON run_payloads (run);
      CREATE TABLE refused (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL,
        at REAL NOT NULL,
        method TEXT NOT NULL,
        target TEXT NOT NULL,
        status INTEGER NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        workflow TEXT,
        http TEXT NOT NULL,
        request_headers TEXT NOT NULL,
        response_headers TEXT NOT NULL,
        response_text TEXT NOT NULL,
        body BLOB
      );
      CREATE UNIQUE INDEX refused_id ON refused (id);
      CREATE TABLE totals (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
      ) WITHOUT ROWID;
    `)
  },
  db => {
    db.exec(`
      CREATE TABLE run_keys (
        run INTEGER PRIMARY KEY,
        version INTEGER NOT NULL,
        tasks INTEGER,
        user TEXT NOT NULL
      );
      INSERT INTO run_keys (run, version, user)
      SELECT n, version, user FROM runs
      WHERE n <= coalesce((SELECT value FROM totals WHERE name = 'indexed'), -9007199254740991);
    `)
  },
  db => {
    db.exec(`
      CREATE TABLE captures (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        workflow TEXT NOT NULL,
        at REAL NOT NULL,
        method TEXT NOT NULL,
        target TEXT NOT NULL,
        http TEXT NOT NULL,
        content_type TEXT,
        size INTEGER NOT NULL,
        headers TEXT NOT NULL,
        body BLOB
      );
      CREATE INDEX captures_workflow ON captures (workflow, n);
      CREATE INDEX captures_payload ON captures (body) WHERE typeof(body) = 'text';
    `)
  },
]
