package dev.halfstep.kernel;

import dev.halfstep.kernel.array.Step;
import dev.halfstep.lower.LoweredMove;
import dev.halfstep.lower.LoweredMove.Block;
import dev.halfstep.lower.LoweredMove.Moved;
import dev.halfstep.lower.StridedCopy;

/** What moves elements about, bound to its arrays. */
final class MoveBinding {

    private MoveBinding() {}

    static Step bind(LoweredMove node, Buffers buffers) {
        return switch (node) {
            case Moved moved -> moving(moved, buffers);
        };
    }

    private static Step moving(Moved node, Buffers buffers) {
        Block[] blocks = node.blocks().toArray(Block[]::new);
        return () -> {
            for (Block block : blocks) {
                StridedCopy.run(block.copy(), buffers.in(block.input()), buffers.out(block.output()));
            }
        };
    }
}
