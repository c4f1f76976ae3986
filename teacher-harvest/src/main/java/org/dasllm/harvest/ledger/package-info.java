/** What a harvest spends, in tokens and in money: reserved before a request is sent, settled by what the journal keeps of it. */
@NullMarked
package org.dasllm.harvest.ledger;

import org.jspecify.annotations.NullMarked;
