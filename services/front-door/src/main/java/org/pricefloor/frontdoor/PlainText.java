package org.pricefloor.frontdoor;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Words of any language as people write and compare them. What cannot be seen is refused: two texts that look alike must be the same
 * characters, or the second would be another document, another lot, another reason.
 */
public final class PlainText {

    private static final Pattern HIDDEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private PlainText() {
    }

    /**
     * Whether a text is one: printable, on one line, not blank at its end, its accents composed (Unicode NFC).
     *
     * @param longest in UTF-16 units
     */
    public static boolean isPlain(String text, int longest) {
        return text != null && !text.isBlank() && text.length() <= longest && text.equals(text.stripTrailing()) && isPrintable(text);
    }

    /** Without characters that nobody sees, and composed; it may be empty. */
    public static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7F) || !HIDDEN.matcher(text).find() && Normalizer.isNormalized(text, Normalizer.Form.NFC);
    }
}
