-- What the functions of the ledger answer with, and what they and reconciliation read.

CREATE TYPE points_answer AS (
    outcome text,           -- posted, replayed, or the refusal's name
    code text,              -- of the posting or the hold
    kind text,
    amount integer,
    asked integer,
    balance bigint,         -- of the person's account, after it
    at timestamptz,
    happened_on date,
    expires_on date,        -- the last of the dates of the points that came in
    rule_code text,
    rule_version integer,
    source_kind text,
    source_code text,
    detail jsonb            -- what a refusal's sentence names, else null
);

-- Every posting once for each stored account it moved: what reconciliation reads.
CREATE VIEW points_side AS
    SELECT id, debit_id AS account_id, debit_version AS version, debit_balance AS balance, -amount AS change
    FROM points_posting WHERE debit_version IS NOT NULL
    UNION ALL SELECT id, credit_id, credit_version, credit_balance, amount
    FROM points_posting WHERE credit_version IS NOT NULL;

CREATE SEQUENCE points_expiry_number;
