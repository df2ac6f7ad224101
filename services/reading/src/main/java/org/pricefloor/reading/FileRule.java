package org.pricefloor.reading;

/** What every file has to satisfy before its rows are looked at, in order of precedence. */
public enum FileRule {

    FILE_MUST_BE_UTF_8("save the file as UTF-8"),
    FILE_MUST_NOT_HOLD_NUL("remove the NUL character: the file may be UTF-16 or damaged"),
    LINE_MUST_BE_SHORTER("a line holds at most 65,536 bytes: check for a quotation mark that is not closed, or missing line ends"),
    FILE_MUST_HAVE_A_HEADER("begin with the line: %s"),
    COLUMN_MUST_STAND_ONCE("remove the second column of this name"),
    COLUMN_MUST_BE_KNOWN("remove the column or correct its name; known are: %s"),
    COLUMN_MUST_BE_PRESENT("add the column; columns are separated by commas: %s"),
    QUOTES_MUST_BE_CLOSED("close the quotation mark; within quotes a quotation mark is written twice"),
    ROW_MUST_HAVE_EVERY_COLUMN("the row has to have as many fields as the header; put fields that contain a comma in quotation marks"),
    FIELD_MUST_STAND_ON_ONE_LINE("remove the line break within the field");

    private final String fix;

    FileRule(String fix) {
        this.fix = fix;
    }

    /** The columns are named where the fix has a place for them. */
    String fix(String columns) {
        return fix.formatted(columns);
    }
}
