package dev.halfstep.study;

import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.train.TrainingOptions;
import java.nio.file.Path;

/**
 * What to study.
 *
 * @param data a CSV or Parquet file
 * @param folder where the files go; made if it is missing
 * @param recipe how to quantize
 */
public record StudyOptions(Path data, Path folder, PipelineOptions pipeline, TrainingOptions training, Recipe recipe) {}
