package org.pricefloor.acceptance.badinput;

import java.util.Map;
import java.util.function.Function;

/**
 * One request and the rule for its answer.
 *
 * @param kind     what sort of spoiling it is, for the counts
 * @param name     what was spoilt and how; with door and kind it is unique
 * @param address  path and query as they stand in the request line
 * @param headers  beside the token
 * @param body     of its placeholders' values
 */
record Case(Door door, String kind, String name, String address, Map<String, String> headers, Function<Function<String, String>, byte[]> body, Expected expected) {

    /** Unique, and the same in every run. */
    String key() {
        return door.operation() + ";" + kind + ";" + name;
    }

    /**
     * What the answer has to be.
     *
     * @param taken  whether it is legal by intent: 2xx, and stored as it was sent
     * @param status 0: any 4xx
     * @param code   null: any, as it is pinned
     * @param member JSON pointer or column that the answer has to name; null: none has to be named
     */
    record Expected(boolean taken, int status, String code, String member) {

        static Expected malformed(String member) {
            return new Expected(false, 400, "MALFORMED_JSON", member);
        }

        /** By whatever rule, naming the member. */
        static Expected refused(String member) {
            return new Expected(false, 0, null, member);
        }

        static Expected refused(int status, String code) {
            return new Expected(false, status, code, null);
        }

        static Expected taken(String member) {
            return new Expected(true, 0, null, member);
        }
    }
}
