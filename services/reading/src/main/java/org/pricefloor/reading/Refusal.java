package org.pricefloor.reading;

/**
 * Why a line was not taken.
 *
 * @param line  in the file, from 1, the header included; 0: the file as a whole
 * @param rule  name of the rule that failed, stable
 * @param field column; empty: the line as a whole
 * @param found what stands there, cut to 80 characters
 * @param fix   what to do
 */
public record Refusal(int line, String rule, String field, String found, String fix) {

    private static final int LONGEST_FOUND = 80;

    public Refusal {
        String shown = found == null ? "" : found.replace('\0', '\uFFFD');
        found = shown.length() <= LONGEST_FOUND ? shown : shown.substring(0, LONGEST_FOUND - 1) + "…";
    }
}
