package dev.halfstep;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.train.FloatModel;
import dev.halfstep.train.TrainedNetwork;
import dev.halfstep.train.Trainer;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;

/**
 * The training of a network on the training rows of a table, with PyTorch. The same rows and options give the same model, bit for
 * bit, on the same kind of processor.
 *
 * @param model the float32 model, which carries its pipeline
 * @param network the layers, and how the loss went
 */
public record Training(Model model, TrainedNetwork network) {

    /**
     * Trains a network of one hidden layer of 64 units: {@link TrainingOptions#defaults()}.
     *
     * @throws Problem as {@link #run(Data, TrainingOptions, TrainingListener)}
     */
    public static Training run(Data data) {
        return run(data, TrainingOptions.defaults());
    }

    /**
     * Trains a network.
     *
     * @throws Problem as {@link #run(Data, TrainingOptions, TrainingListener)}
     */
    public static Training run(Data data, TrainingOptions options) {
        return run(data, options, TrainingListener.none());
    }

    /**
     * Trains a network, and tells of each epoch.
     *
     * @throws Problem if PyTorch cannot be started or fails, the loss stops being a finite number, the network is too large for
     *         memory, or the thread is interrupted
     */
    public static Training run(Data data, TrainingOptions options, TrainingListener listener) {
        Tensor inputs = data.trainingInputs();
        Tensor labels = data.trainingLabels();
        TrainedNetwork network = Trainer.train(inputs.values(), labels.values(), data.trainingRows().length,
                data.pipeline().features().size(), data.pipeline().targets().size(), options, listener);
        return new Training(Model.of(FloatModel.of(network, data.pipeline())), network);
    }
}
