package org.pricefloor.frontdoor;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One reason why something was not taken in.
 *
 * @param line  line of the file, the header being line 1; null outside files
 * @param rule  the rule's name, stable, UPPER_SNAKE
 * @param field the column or JSON member concerned
 * @param found what was found there, shortened
 * @param fix   what to write instead
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Refusal(Integer line, String rule, String field, String found, String fix) {

    /** A refusal of something that is not a line of a file. */
    public static Refusal of(String rule, String field, Object found, String fix) {
        return new Refusal(null, rule, field, found == null ? null : found.toString(), fix);
    }
}
