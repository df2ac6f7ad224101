package org.pricefloor.benchmarks.sql;

import org.pricefloor.benchmarks.bulk.Contender;
import org.pricefloor.benchmarks.bulk.Lines;
import org.pricefloor.benchmarks.workload.Facts;

/** One SQL statement over all deliveries, one commit: {@code set-based.sql}. */
public final class SetBased implements Contender {

    private static final String SCHEMA = "set_based";

    private final PlainTables tables;
    private final String statement = PlainTables.text("set-based.sql");

    public SetBased(PlainTables tables) {
        this.tables = tables;
        tables.books(SCHEMA);
    }

    @Override
    public String name() {
        return "set-based SQL in the same database";
    }

    @Override
    public void prepare(Facts facts) {
        tables.load(facts);
        tables.forget("set_based.line", "set_based.posting");
    }

    @Override
    public void settle() {
        tables.execute(statement);
    }

    @Override
    public Lines lines() {
        return tables.lines(SCHEMA);
    }

    /** Bytes a line and its postings take. */
    public long bytes(boolean withIndices) {
        return tables.bytes(SCHEMA, withIndices);
    }

    @Override
    public void close() {
        // The tables belong to whoever made them.
    }
}
