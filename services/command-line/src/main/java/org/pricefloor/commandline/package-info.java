/**
 * The {@code pricefloor} command: what an office, a producer or an auditor can do with files, or with the topics alone.
 *
 * <p>In come files ({@code settle}, {@code explain}) or the four topics ({@code replay}); out go lines on standard output, progress
 * on standard error and an exit code. The one thing to understand: nothing is computed here. The kernel that the settlement
 * service runs is called with facts from files instead of from its shelf, so the two can only agree or one of them is wrong.
 */
package org.pricefloor.commandline;
