package org.pricefloor.benchmarks.sql;

import java.util.function.UnaryOperator;
import org.pricefloor.benchmarks.bulk.Contender;
import org.pricefloor.benchmarks.bulk.Lines;
import org.pricefloor.benchmarks.workload.Facts;

/** A loop in PL/pgSQL over the deliveries, as an in-house team writes it, one commit: {@code looped.sql}. */
public final class Looped implements Contender {

    private static final String SCHEMA = "looped";

    private final PlainTables tables;

    public Looped(PlainTables tables) {
        this.tables = tables;
        tables.books(SCHEMA);
        tables.run("looped.sql", UnaryOperator.identity());
    }

    @Override
    public String name() {
        return "a PL/pgSQL loop";
    }

    @Override
    public void prepare(Facts facts) {
        tables.load(facts);
        tables.forget("looped.line", "looped.posting", "looped.cap_used", "looped.reference_price");
    }

    @Override
    public void settle() {
        tables.execute("CALL looped.settle()");
    }

    @Override
    public Lines lines() {
        return tables.lines(SCHEMA);
    }

    @Override
    public void close() {
        // The tables belong to whoever made them.
    }
}
