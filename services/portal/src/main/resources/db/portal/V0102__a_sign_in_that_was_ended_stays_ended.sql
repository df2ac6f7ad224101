-- A token says itself until when it is valid. Signing out before then is remembered here, by the digest of what was signed: the token
-- itself is not kept. No reader role is granted anything: these rows belong to no party.
CREATE TABLE ended_sign_in (
    token_digest bytea PRIMARY KEY,
    ended_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT a_digest_has_32_bytes CHECK (octet_length(token_digest) = 32)
);
CREATE INDEX ended_sign_ins_are_forgotten_when_they_expire ON ended_sign_in (expires_at);
GRANT SELECT, INSERT, DELETE ON ended_sign_in TO ${service_role};
