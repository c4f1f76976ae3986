package org.dasllm.document.content;

import java.util.List;

/**
 * What people fill in and sign.
 *
 * @param choices of which one is ticked
 * @param remark what the empty space after the choices is for
 * @param fields what each signer writes, the first being who it is
 * @param signers one a line
 */
public record Form(List<String> choices, String remark, List<String> fields, List<String> signers) implements Block {
    public Form {
        choices = List.copyOf(choices);
        fields = List.copyOf(fields);
        signers = List.copyOf(signers);
    }

    @Override
    public void write(BlockWriter writer) {
        writer.form(this);
    }
}
