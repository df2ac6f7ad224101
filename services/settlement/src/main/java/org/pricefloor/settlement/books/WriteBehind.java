package org.pricefloor.settlement.books;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lets the database write what is ready while more is made ready, on one connection and in one transaction: its user hands the
 * connection over with {@link #write} and has it back after {@link #await}. At most one piece is under way; they follow one another.
 * Without a piece there is no thread.
 */
final class WriteBehind implements AutoCloseable {

    @FunctionalInterface
    interface Piece {
        void write() throws SQLException;
    }

    private ExecutorService thread;
    private Future<?> underWay;

    /** @throws SQLException if the piece before could not be written; then this one is not begun */
    void write(Piece piece) throws SQLException {
        await();
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(work -> {
                Thread made = new Thread(work, "books-write-behind");
                made.setDaemon(true);
                return made;
            });
        }
        underWay = thread.submit(() -> {
            piece.write();
            return null;
        });
    }

    /** Returns when nothing is under way: not before, or two would use the connection. */
    void await() throws SQLException {
        if (underWay == null) {
            return;
        }
        Future<?> last = underWay;
        underWay = null;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    last.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            throw e.getCause() instanceof RuntimeException unexpected ? unexpected : new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for what is under way, whatever becomes of it: its user rolls back. */
    @Override
    public void close() {
        try {
            await();
        } catch (SQLException | RuntimeException lost) {
            System.getLogger(WriteBehind.class.getName()).log(System.Logger.Level.DEBUG, "What was under way failed as well", lost);
        } finally {
            if (thread != null) {
                thread.shutdown();
            }
        }
    }
}
