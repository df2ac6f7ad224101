package org.pricefloor.acceptance.faults;

/** What cases are run on: a mill, or whatever else a part needs. */
public interface CaseRunner extends AutoCloseable {

    /** Runs one case to its outcome; what it finds wrong is in there and is not thrown. */
    Outcome run(FaultCase fault) throws Exception;

    @Override
    void close();
}
