package org.pricefloor.prices;

import java.util.regex.Pattern;
import org.pricefloor.frontdoor.PlainText;
import org.pricefloor.frontdoor.Refusal;
import org.pricefloor.frontdoor.Refused;

/** How series and calendars are named, so that a name fits into an address, a file and an event's id. */
public final class Code {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    private Code() {
    }

    public static boolean isPlain(String code) {
        return code != null && PLAIN.matcher(code).matches();
    }

    /**
     * @throws Refused 422 CODE_MUST_BE_PLAIN
     */
    public static void refuseUnlessPlain(String field, String code) {
        if (!isPlain(code)) {
            throw Refused.rule("The code can not be used as a name.",
                    Refusal.of("CODE_MUST_BE_PLAIN", field, code, "Use 1 to 80 letters, digits, points, hyphens or underscores, a letter or digit first."));
        }
    }

    /** Words of any language, on one line and not empty. */
    public static boolean isText(String text, int longest) {
        return PlainText.isPlain(text, longest);
    }
}
