/**
 * Nobody gets in. The policy in {@code contracts/policy.csv} is asked of the running services, row by row and caller by caller; forged and
 * spoilt tokens, bodies with members that are ours to fill, foreign ids, injected texts, slow and oversized requests are turned away;
 * the database keeps parties apart when the application forgets to. What it found stands in {@code contracts/security/README.md}.
 */
package org.pricefloor.acceptance.security;
