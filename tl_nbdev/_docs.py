"Written by tools/stubs.py: what the docstrings of a running package say of arguments."

docs = {
    'tl_nbdev.advice.augment_checks': {
        'AugmentCheck': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per transform: transform, presets, moved, lost, low, high, pays, pays_low, flagged\n'
            'name\n'
            '    Network and images\n'
            'accuracy\n'
            '    Of nearest neighbours on untransformed images: (value, low, high) at 95 %\n'
            'majority\n'
            '    The share of the most frequent class'
        ),
        'AugmentCheck.flagged': (
            'Returns\n'
            '-------\n'
            'list[str]\n'
            "    Names, such as 'flips_hv'"
        ),
        'check_augment': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Its training and validation images, or all if it has no splits\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'n\n'
            '    Number of images, drawn evenly from the classes\n'
            'stage\n'
            '    Whose features are used; None: the deepest whose nearest-neighbour accuracy is about the best\n'
            'transforms\n'
            '    Names as in the table; None: all\n'
            'seed\n'
            '    Seed of the sample and of random transforms'
        ),
        'preset_checks': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Its training and validation images, or all if it has no splits\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'augment\n'
            '    The preset\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[AugmentCheck]\n'
            '    [] if the preset does nothing, or no task has classes'
        ),
        'flagged_rows': (
            'Parameters\n'
            '----------\n'
            'checks\n'
            '    Of the tasks of a set\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame | None\n'
            '    Rows of their tables; None: the checks say nothing'
        ),
        'suggest_augment': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Its training and validation images, or all if it has no splits\n'
            'backbone\n'
            '    Pretrained, or its name\n'
            'size\n'
            "    Image size (pixels); the network's own if None"
        ),
        'AugmentCheck.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.advice.autofits': {
        'Deadline': (
            'Parameters\n'
            '----------\n'
            'seconds\n'
            '    From now on'
        ),
        'Entrant': (
            'Parameters\n'
            '----------\n'
            'is_heat\n'
            '    Short, to choose a rate for the final'
        ),
        'Entrant.learner': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    With the splits 'train' and 'valid'\n"
            'size\n'
            '    As in `dataloaders`\n'
            'batch_size\n'
            '    As in `dataloaders`\n'
            'seed\n'
            '    Of the head and of the order of images'
        ),
        'Finish': (
            'Parameters\n'
            '----------\n'
            'weights\n'
            '    Name → tensor, of the whole network\n'
            'images\n'
            '    Validation images\n'
            'probs\n'
            '    What it says of them, (images, classes)\n'
            'temperature\n'
            '    At which these have the lowest loss\n'
            'known\n'
            "    Fields of the learner's setup that say what it has learned from"
        ),
        'Race': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    With the splits 'train' and 'valid'\n"
            'minutes\n'
            '    For all of it\n'
            'size\n'
            '    As in `autofit`, like the next three'
        ),
        'finished': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    Trained\n'
            'entrant\n'
            '    As which it was trained\n'
            'run\n'
            '    Its record\n'
            'images\n'
            "    With a split 'valid'\n"
            'seconds\n'
            '    It took'
        ),
        'solve_heads': (
            'Parameters\n'
            '----------\n'
            'backbones\n'
            '    The first is solved whatever it takes'
        ),
        'tuning': (
            'Parameters\n'
            '----------\n'
            'leader\n'
            '    Whose head it begins with\n'
            'rate\n'
            '    Peak rate of the head; the first stage has a tenth of it\n'
            'epochs\n'
            '    Of all stages\n'
            'norm_layers\n'
            '    What norm layers do in them'
        ),
        'AutoFit': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    The winner, trained\n'
            'images\n'
            '    The images it was trained on, with their splits\n'
            'plan\n'
            '    Of the winner\n'
            'table\n'
            '    One row per training, the winner first, then by loss: network, augment, plan, log_loss, accuracy, behind, low, high, seconds\n'
            'report\n'
            '    On the test images, or on the validation images if there are none\n'
            'tta\n'
            '    Over which views of an image the probabilities are averaged\n'
            'temperature\n'
            '    By which the logits are divided\n'
            'code\n'
            '    Python that does the same by hand'
        ),
        'race_table': (
            'Parameters\n'
            '----------\n'
            'winner\n'
            '    One of them\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    As in `AutoFit`'
        ),
        'code_by_hand': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    The winner, with its record\n'
            'split\n'
            '    Which is evaluated\n'
            'tta\n'
            '    Over which views of an image the probabilities are averaged\n'
            'temperature\n'
            '    By which the logits are divided'
        ),
        'prepared': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    Without splits, or with 'train' and 'valid'\n"
            'seed\n'
            '    Of the splits'
        ),
        'won': (
            'Parameters\n'
            '----------\n'
            'race\n'
            '    With at least one finish'
        ),
        'autofit': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Audited and split if it has no splits yet\n'
            'minutes\n'
            '    In which everything but the last report is done\n'
            'backbones\n'
            '    Networks, or their names; the first gives the first model. None: all whose weights are on this machine\n'
            'size\n'
            "    Image size (pixels); each network's own if None\n"
            'batch_size\n'
            '    As in `dataloaders`\n'
            'seed\n'
            '    Of splits, heads and the order of images\n'
            'folder\n'
            '    Where to keep what was done, in case the process is killed; the same call goes on'
        ),
        'Race.admits': (
            'Parameters\n'
            '----------\n'
            'fits\n'
            '    Whether there is time for it'
        ),
        'Race.run': (
            'Returns\n'
            '-------\n'
            'Finish | None\n'
            '    None: the time was too short for one epoch'
        ),
    },
    'tl_nbdev.advice.data_facts': {
        'image_seconds': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    Whose body is timed\n'
            'images\n'
            '    Whose first images are used\n'
            'size\n'
            "    Image size (pixels); the network's own if None"
        ),
        'TimeEstimator': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`'
        ),
        'check_minutes': (
            'Parameters\n'
            '----------\n'
            'minutes\n'
            '    Time limit from the user; None: no limit'
        ),
        'TimeEstimator.step': (
            'Returns\n'
            '-------\n'
            'float\n'
            '    Seconds'
        ),
        'TimeEstimator.phase': (
            'Parameters\n'
            '----------\n'
            'phase\n'
            '    Of a plan for this learner\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    Seconds'
        ),
        'TimeEstimator.plan': (
            'Parameters\n'
            '----------\n'
            'plan\n'
            '    For this learner\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[float]\n'
            '    Seconds'
        ),
        'TimeEstimator.average': (
            'Returns\n'
            '-------\n'
            'float\n'
            '    Seconds'
        ),
    },
    'tl_nbdev.advice.forecasts': {
        'Heads': (
            'Parameters\n'
            '----------\n'
            'sizes\n'
            '    (heads,) Number of images that each learned from\n'
            'predicted\n'
            '    (heads, validation images) Class numbers\n'
            'share\n'
            '    (heads,) The share of the training images that was asked for'
        ),
        'heads_on_parts': (
            'Parameters\n'
            '----------\n'
            'train\n'
            '    Features (n, width), class numbers (n,) and weights (n,) of the training images\n'
            'valid\n'
            '    The same of the validation images\n'
            'units\n'
            '    Of the training images: equal numbers are kept together\n'
            'shares\n'
            '    Of the training images, the last is 1\n'
            'draws\n'
            '    Of each share below 1\n'
            'seed\n'
            '    Of the draws'
        ),
        'resampled_errors': (
            'Parameters\n'
            '----------\n'
            'wrong\n'
            '    (heads, images) Whether each head was wrong about each image\n'
            'share\n'
            '    (heads,) Of the training images; the heads of a share are draws of it\n'
            'units\n'
            '    (images,) Number of what each image is drawn with, from 0\n'
            'weight\n'
            '    (images,) Weight of each image\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (resamples, shares) Errors, 0 … 1; shares in ascending order'
        ),
        'Curves': (
            'Parameters\n'
            '----------\n'
            'now\n'
            '    (resamples,) Error with the labels there are\n'
            'part\n'
            '    (resamples,) Share of this error that remains with any number of labels\n'
            'power\n'
            '    (resamples,) By which the rest falls'
        ),
        'Curves.errors': (
            'Parameters\n'
            '----------\n'
            'times\n'
            '    (k,) How many times the labels there are\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (resamples, k)'
        ),
        'fitted_curves': (
            'Parameters\n'
            '----------\n'
            'errors\n'
            '    (resamples, sizes) From `resampled_errors`\n'
            'times\n'
            '    (sizes,) Each size divided by the largest, ascending\n'
            'variance\n'
            '    (sizes,) Of the mean error at each size, over draws'
        ),
        'Forecast': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per size: labels, times (as many as there are), draws (0: foretold), accuracy, low, high, gain, gain_low, gain_high\n'
            'classes\n'
            '    One row per class: class, labels, recall, gain (by the last doubling of all labels), low, high (of all classes at once), sorted by gain\n'
            'enough\n'
            '    Labels from which on more, up to ten times the present ones, bring less than a point; None: not known\n'
            'name\n'
            '    Of images and network'
        ),
        'foretold': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Training and validation images\n'
            'heads\n'
            '    What was learned from parts of them\n'
            'name\n'
            '    Of images and network\n'
            'seed\n'
            '    Of what is drawn at random'
        ),
        'forecast': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    With the splits 'train' and 'valid'; test images are not looked at\n"
            'backbone\n'
            '    Pretrained network, or its name\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'draws\n'
            '    Of each part of the labels, 2 or more\n'
            'seed\n'
            '    Of the draws'
        ),
        'Forecast.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    matplotlib Axes; a new figure if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Axes\n'
            '    The Axes'
        ),
    },
    'tl_nbdev.advice.image_worth': {
        'SolvedHead': (
            'Parameters\n'
            '----------\n'
            'scale\n'
            '    Features are divided by it\n'
            'theta\n'
            '    (width + 1, classes) Weights, then biases\n'
            'l2\n'
            '    Strength of the penalty on the weights\n'
            'x\n'
            '    (images, width + 1) Scaled features, then 1\n'
            'label\n'
            '    (images,) Class numbers\n'
            'share\n'
            '    (images,) Weights of the images; their sum is 1'
        ),
        'SolvedHead.scaled': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    (n, width)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, width + 1)'
        ),
        'SolvedHead.probs': (
            'Parameters\n'
            '----------\n'
            'x\n'
            '    (n, width + 1)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, classes)'
        ),
        'solved_head': (
            'Parameters\n'
            '----------\n'
            'train\n'
            '    Features (n, width), class numbers, weights\n'
            'valid\n'
            '    The same of the validation images\n'
            'classes\n'
            '    How many there are'
        ),
        'reaches': (
            'Parameters\n'
            '----------\n'
            'x\n'
            '    (n, width + 1) Images that are changed\n'
            'others\n'
            '    (m, width + 1) Images that are looked at\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[np.ndarray, np.ndarray]\n'
            '    (classes, n, m) of float32; (classes, n), on the image itself'
        ),
        'removal': (
            'Parameters\n'
            '----------\n'
            'itself\n'
            '    (classes, n) From `reaches`, of all images of the head\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, classes)'
        ),
        'relabelling': (
            'Parameters\n'
            '----------\n'
            'itself\n'
            '    (classes, n) From `reaches`, of all images of the head\n'
            'k\n'
            '    The new label\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, classes)'
        ),
        'addition': (
            'Parameters\n'
            '----------\n'
            'x\n'
            '    (n, width + 1) New images\n'
            'itself\n'
            '    (classes, n) From `reaches`\n'
            'k\n'
            '    Their label\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, classes)'
        ),
        'changes': (
            'Parameters\n'
            '----------\n'
            'logits\n'
            '    (m, classes) Of the validation images\n'
            'label\n'
            '    (m,) Their class numbers\n'
            'reach\n'
            '    (classes, n, m) From `reaches`\n'
            'step\n'
            '    (n, classes)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, m)'
        ),
        'worth': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With training and validation images; those without a label are looked at, too\n'
            'backbone\n'
            '    Pretrained network whose features the head learns from, or its name\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    path, change, to (a label), loss (its change), low, high; the best change first'
        ),
    },
    'tl_nbdev.advice.next_images': {
        'unit_length': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    (images, width)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, width)'
        ),
        'next_rows': (
            'Parameters\n'
            '----------\n'
            'label\n'
            '    (images,) of str; None: no label yet\n'
            'features\n'
            '    (images, width)\n'
            'n\n'
            '    How many to choose, at most\n'
            'strategy\n'
            '    As in `label_next`\n'
            'seed\n'
            '    Of what is drawn at random'
        ),
        'label_next': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Some or all without a label: ImageSet.from_folder(…, unlabelled=True)\n'
            'backbone\n'
            '    Pretrained network whose features tell what is similar, or its name\n'
            'n\n'
            '    How many images to choose, 1 or more\n'
            'strategy\n'
            "    'typical' of many others; 'doubtful' to a head; 'auto': the first, then the second; 'random': to judge by\n"
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'seed\n'
            '    Of what is drawn at random\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per image, the most useful first: path, why'
        ),
    },
    'tl_nbdev.advice.preflights': {
        'Preflight': (
            'Parameters\n'
            '----------\n'
            'table\n'
            "    One row per check: check, verdict ('passed', 'warned', 'overridden', 'unknown' or 'skipped'), found"
        ),
        'preflight': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    Learner from `transfer_learner`; not changed\n'
            'images\n'
            '    The ImageSet of the learner\n'
            'minutes\n'
            '    Time limit for training; None: not checked\n'
            'overrides\n'
            "    Names of checks to override, such as ('rate',)"
        ),
        'Preflight.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.advice.shortlists': {
        'Shortlist': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per network, best first: backbone, knn, knn_low, knn_high, logme, leep, ms, parameters\n'
            'tied\n'
            '    Names of networks whose paired difference from the first is not significant\n'
            'name\n'
            '    Of the images'
        ),
        'several_backbones': (
            'Parameters\n'
            '----------\n'
            'names\n'
            '    Networks, or their names; None: all whose weights are on this machine\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[Backbone]\n'
            '    One at least'
        ),
        'shortlist': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Its training and validation images, or all if it has no splits\n'
            'names\n'
            '    Names of networks, or `Backbone`s; None: all whose weights are on this machine\n'
            'size\n'
            "    Image size (pixels); each network's own if None\n"
            'seed\n'
            '    Seed of the folds\n'
            'task\n'
            '    Name of the task, if the set has several'
        ),
        'Shortlist.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    matplotlib Axes; a new figure if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Axes\n'
            '    The Axes'
        ),
    },
    'tl_nbdev.advice.spreading': {
        'similarity_graph': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    (images, width)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'sparse.spmatrix\n'
            '    (images, images), symmetric; its largest eigenvalue is 1'
        ),
        'spread': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    (images, width)\n'
            'number\n'
            '    (images,) Class number; -1: no label\n'
            'classes\n'
            '    How many\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, classes) Rows sum to 1; 0 for an image that no label reaches'
        ),
        'surest': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    (images, classes) From `spread`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[np.ndarray, np.ndarray]\n'
            '    (row numbers of the surest three quarters of each class, how sure (images,))'
        ),
        'SpreadLabels': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With the guesses as training images of little weight; some are still without a label\n'
            'table\n'
            '    One row per guess, the surest first: path, label, sure (0 to 1)\n'
            'given\n'
            '    Labels that they come from\n'
            'gain\n'
            '    Of a head that learns with the guesses to one without, on the validation images; None: there are none\n'
            'without\n'
            '    Of the head without them'
        ),
        'head_probs': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With training and validation images\n'
            'features\n'
            '    (images, width)\n'
            'rows\n'
            '    Row numbers of the images to predict\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (rows, classes)'
        ),
        'spread_labels': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With training images, and images without a label; better also with validation images\n'
            'backbone\n'
            '    Pretrained network whose features tell what is alike, or its name\n'
            'size\n'
            "    Image size (pixels); the network's own if None"
        ),
    },
    'tl_nbdev.advice.suggestions': {
        'Advice': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per choice: choice, value, reason, source, refuted_by\n'
            'facts\n'
            '    What was measured\n'
            'seconds\n'
            '    Estimated for each phase of the plan on this machine\n'
            'augment\n'
            '    For `dataloaders`'
        ),
        'suggest_plan': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    With the splits 'train' and 'valid'; of the test split only the pictures are used\n"
            'backbone\n'
            '    Backbone or the name of one\n'
            'minutes\n'
            '    Time limit for training on this machine; None: no limit\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'batch_size\n'
            '    As in `dataloaders`\n'
            'augment\n'
            "    As in `dataloaders`; 'auto': by `suggest_augment`\n"
            'goal\n'
            "    'balanced_accuracy': all classes count equally\n"
            'seed\n'
            '    Seed of the learner that is timed\n'
            'overrides\n'
            '    As in `dataloaders`'
        ),
        'Advice.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.commands.demos': {
        'summary_lines': (
            'Parameters\n'
            '----------\n'
            's\n'
            '    What the quickstart writes to summary.json'
        ),
        'spread_lines': (
            'Parameters\n'
            '----------\n'
            'summaries\n'
            '    One a seed, two or more'
        ),
        'run_demo': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    The results go into its subfolder `quickstart`\n'
            'seed\n'
            '    Of the splits and of the training\n'
            'name\n'
            '    Of the subfolder\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, Any]\n'
            '    The summary that the quickstart writes'
        ),
    },
    'tl_nbdev.commands.entry': {
        'main': (
            'Parameters\n'
            '----------\n'
            'args\n'
            '    Command-line arguments; None: those of this process\n'
            '\n'
            'Returns\n'
            '-------\n'
            'int\n'
            '    Exit status'
        ),
    },
    'tl_nbdev.commands.handouts': {
        'parsed': (
            'Parameters\n'
            '----------\n'
            'source\n'
            '    Code of a cell'
        ),
        'without_asserts': (
            'Parameters\n'
            '----------\n'
            'source\n'
            '    Code of a cell'
        ),
        'folded': (
            'Parameters\n'
            '----------\n'
            'cell\n'
            '    Of a notebook'
        ),
        'for_students': (
            'Parameters\n'
            '----------\n'
            'nb\n'
            "    A lesson as JSON; nbformat's notebooks are fine"
        ),
        'hand_out': (
            'Parameters\n'
            '----------\n'
            'files\n'
            '    Name → content\n'
            'folder\n'
            '    Created if necessary\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[str]\n'
            '    The names of files that were left as they are'
        ),
        'to_work_in': (
            'Parameters\n'
            '----------\n'
            'nb\n'
            '    A lesson as JSON'
        ),
        'course_files': (
            'Returns\n'
            '-------\n'
            'dict[str, bytes]\n'
            '    Name → content'
        ),
        'own_folder': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Where the user wants it\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    The same, as an absolute path'
        ),
        'write_course': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Created if necessary\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[str]\n'
            '    The names of files that were left as somebody had changed them'
        ),
    },
    'tl_nbdev.commands.self_checks': {
        'installation': (
            'Yields\n'
            '------\n'
            'tuple[str, str, bool]\n'
            '    (what, what was found, whether it works)'
        ),
    },
    'tl_nbdev.commands.servers': {
        'lab_options': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    The root of what JupyterLab shows'
        ),
        'open_lab': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Of the course, from `write_course`\n'
            'more\n'
            "    Further options of JupyterLab, such as '--no-browser'"
        ),
        'open_app': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Of the course; pictures, databases and models go there, too\n'
            'more\n'
            "    Further options of Voilà, such as '--port=8899'"
        ),
    },
    'tl_nbdev.core.charts': {
        'chart_axes': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure\n'
            'figsize\n'
            '    Of a new figure: width, height (inches)'
        ),
        'log_x_axis': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Whose x axis it is\n'
            'at\n'
            '    Position of each tick; None: 1, 2 and 5 of each decade\n'
            'short\n'
            '    Write 5M instead of 5e+06'
        ),
        'some_of': (
            'Parameters\n'
            '----------\n'
            'values\n'
            '    In order, at least one\n'
            'most\n'
            '    Of them'
        ),
    },
    'tl_nbdev.core.downloads': {
        'call_with_timeout': (
            'Parameters\n'
            '----------\n'
            'seconds\n'
            '    At most\n'
            'f\n'
            '    Called in a thread'
        ),
        'pour': (
            'Parameters\n'
            '----------\n'
            'read\n'
            '    Called with a number of bytes; returns at most so many, none at the end\n'
            'file\n'
            '    Open for writing\n'
            'limit\n'
            '    Maximum size in bytes\n'
            'seconds\n'
            '    Deadline of each read, and for each 100 kB\n'
            '\n'
            'Yields\n'
            '------\n'
            'None\n'
            '    One item per megabyte'
        ),
        'download': (
            'Parameters\n'
            '----------\n'
            'url\n'
            '    What to download\n'
            'path\n'
            '    Where to save it; an existing file is left alone\n'
            'start\n'
            '    First digits of its SHA-256, if known\n'
            'what\n'
            '    What to call the file in messages\n'
            'check\n'
            '    Called with the temporary path; should raise if the content is wrong\n'
            'limit\n'
            '    Maximum size in bytes\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    `path`'
        ),
    },
    'tl_nbdev.core.errors': {
        'TLError': (
            'Parameters\n'
            '----------\n'
            'what\n'
            '    What is wrong, in a few words\n'
            'where\n'
            '    The file, row or argument; unprintable characters are escaped\n'
            'fix\n'
            '    What to do about it'
        ),
        'printable': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    Anything; usually a path or a name\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    Its text on one line, without control characters or undecodable bytes'
        ),
        'counted': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    The count\n'
            'noun\n'
            '    A singular noun whose plural ends in s'
        ),
        'must_be': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    The value passed\n'
            'kind\n'
            '    The required type\n'
            'fix\n'
            '    How to get such an object\n'
            '\n'
            'Returns\n'
            '-------\n'
            '_T\n'
            '    `o`'
        ),
        'as_names': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    One name, several names, or None'
        ),
        'shown_address': (
            'Parameters\n'
            '----------\n'
            'address\n'
            "    Of a database or of files, such as 'postgresql://me:secret@host/runs'\n"
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            "    As 'postgresql://***@host/runs', or 'postgresql://…' if it can be read in two ways"
        ),
        'is_ambiguous': (
            'Parameters\n'
            '----------\n'
            'address\n'
            '    Of a database or of files'
        ),
        'said_without_secrets': (
            'Parameters\n'
            '----------\n'
            'e\n'
            '    Raised while the address was opened\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[str, BaseException | None]\n'
            '    (the first line of its text, the cause to raise from)'
        ),
        'original_error': (
            'Parameters\n'
            '----------\n'
            'e\n'
            "    As torch's DataLoader raises it: `what` contains the text of a traceback\n"
            '\n'
            'Returns\n'
            '-------\n'
            'TLError\n'
            '    With its original three fields'
        ),
        'optional_import': (
            'Parameters\n'
            '----------\n'
            'module\n'
            "    As 'matplotlib.pyplot'\n"
            'extra\n'
            '    Which extra installs it\n'
            '\n'
            'Returns\n'
            '-------\n'
            'ModuleType\n'
            '    The module, imported'
        ),
    },
    'tl_nbdev.core.files': {
        'cache_dir': (
            'Parameters\n'
            '----------\n'
            '*parts\n'
            '    Subfolders of the cache\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    An existing, writable folder'
        ),
        'course_root': (
            'Returns\n'
            '-------\n'
            'Path\n'
            '    A folder with nbs/lessons, nbs/apps and benchmarks/results'
        ),
        'is_inside': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    Absolute, without links, as the next'
        ),
        'atomic_write': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    Path of the finished file\n'
            '\n'
            'Yields\n'
            '------\n'
            'Path\n'
            '    The temporary path to write to'
        ),
        'as_path': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    The value passed as a path\n'
            'fix\n'
            '    How to get one\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    With `~` expanded'
        ),
        'writing_to': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    A file or a folder\n'
            '\n'
            'Returns\n'
            '-------\n'
            'contextlib.AbstractContextManager[Path]\n'
            '    A context manager that yields it as a `Path`'
        ),
        'reading_from': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    A file or a folder\n'
            '\n'
            'Returns\n'
            '-------\n'
            'contextlib.AbstractContextManager[Path]\n'
            '    A context manager that yields it as a `Path`'
        ),
        'locked': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    What is about to be written; it need not exist\n'
            'wait\n'
            '    While another thread or process holds the lock; False: raise a `TLError`\n'
            'inside\n'
            '    Whether the lock lies in the folder `path`, which is created if necessary'
        ),
        'fingerprint': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    Plain data: dicts, lists, strings, numbers, None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    16 hexadecimal digits'
        ),
        'sha256': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    A file\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    64 hexadecimal digits'
        ),
        'file_state': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    A file, or the descriptor of an open one\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[int, ...] | None\n'
            '    None: it is so new that another change might not show'
        ),
    },
    'tl_nbdev.core.hardware': {
        'checked_seed': (
            'Parameters\n'
            '----------\n'
            'seed\n'
            '    0 … 2**32-1; NumPy integers are accepted'
        ),
        'set_seed': (
            'Parameters\n'
            '----------\n'
            'seed\n'
            '    0 … 2**32-1'
        ),
        'seeded_processor': (
            'Parameters\n'
            '----------\n'
            'seed\n'
            '    0 … 2**32-1'
        ),
        'wait_for_device': (
            'Parameters\n'
            '----------\n'
            'device\n'
            '    On which something runs'
        ),
        'autocast_dtype': (
            'Parameters\n'
            '----------\n'
            'device\n'
            '    `default_device()` if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'DType | None\n'
            '    bfloat16, or None for plain float32'
        ),
        'keep_freed_memory': (
            'Returns\n'
            '-------\n'
            'bool\n'
            '    Whether the allocator accepted the setting (glibc only)'
        ),
        'rank_and_world_size': (
            'Returns\n'
            '-------\n'
            'tuple[int, int]\n'
            '    (rank of this process, starting at 0; number of processes)'
        ),
        'init_process_group': (
            'Returns\n'
            '-------\n'
            'tuple[int, int]\n'
            '    As `rank_and_world_size`'
        ),
        'versions': (
            'Returns\n'
            '-------\n'
            'dict[str, str]\n'
            '    Name → version'
        ),
    },
    'tl_nbdev.core.hub': {
        'is_on_hub': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    What somebody passed as a place'
        ),
        'hub_repository': (
            'Parameters\n'
            '----------\n'
            'address\n'
            "    'hf://owner/name', with or without hf://, and @revision behind it\n"
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[str, str | None]\n'
            "    ('owner/name', the revision)"
        ),
        'hub_errors': (
            'Parameters\n'
            '----------\n'
            'where\n'
            '    The repository'
        ),
        'hub_copy': (
            'Parameters\n'
            '----------\n'
            'address\n'
            "    'hf://owner/name', with or without @revision\n"
            'kind\n'
            '    Of the repository\n'
            'files\n'
            "    Patterns of the names to fetch, such as '*.safetensors'\n"
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    A folder in the cache'
        ),
    },
    'tl_nbdev.core.markup': {
        'html_text': (
            'Parameters\n'
            '----------\n'
            '*parts\n'
            '    Text, numbers, or `Markup` from other calls'
        ),
        'html_value': (
            'Parameters\n'
            '----------\n'
            'text\n'
            '    Such as the name of a class'
        ),
        'html_lines': (
            'Parameters\n'
            '----------\n'
            'text\n'
            '    One or more lines'
        ),
        'html_tag': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Of the element\n'
            '*content\n'
            '    Text, or `Markup` from other calls\n'
            '**attributes\n'
            '    Of the element'
        ),
        'html_table': (
            'Parameters\n'
            '----------\n'
            'head\n'
            '    Column headings; may be empty\n'
            'rows\n'
            '    Rows of cells\n'
            'cell\n'
            '    Makes the cells after the first one of a row\n'
            '**attributes\n'
            '    Of the table'
        ),
    },
    'tl_nbdev.core.model_folder': {
        'changing_model_folder': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    From `write_model_folder`\n'
            '\n'
            'Yields\n'
            '------\n'
            'Path\n'
            '    A context manager that yields it as a `Path`'
        ),
        'write_model_folder': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Destination; a model already there is replaced in one step, other files are left alone\n'
            'tensors\n'
            '    By name\n'
            'meta\n'
            '    Plain data\n'
            'beside\n'
            '    Files that belong to the model: name → function of the whole description that returns the text; None: a file that is removed, because it belonged to an older model\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    The folder'
        ),
        'read_model_folder': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    A folder written by `write_model_folder`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[dict[str, Tensor], dict[str, Any]]\n'
            '    (tensors, meta)'
        ),
    },
    'tl_nbdev.core.parallel': {
        'ordered_thread_map': (
            'Parameters\n'
            '----------\n'
            'f\n'
            '    Called with each item\n'
            'workers\n'
            '    Number of threads, which run slightly ahead of the caller; 0 for none\n'
            '\n'
            'Yields\n'
            '------\n'
            '_R\n'
            '    The results'
        ),
        'ordered_process_map': (
            'Parameters\n'
            '----------\n'
            'f\n'
            '    Called with each item; a function of a module, or a `partial` of one\n'
            'items\n'
            '    Copied to the processes\n'
            'workers\n'
            '    Number of processes; 0 or 1 for none\n'
            '\n'
            'Yields\n'
            '------\n'
            '_R\n'
            '    The results'
        ),
        'map_for': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    How many images there is work for'
        ),
    },
    'tl_nbdev.core.progress': {
        'progress_bar': (
            'Parameters\n'
            '----------\n'
            'total\n'
            "    Number of items, if they have no length; 'noinfer' if it is unknown"
        ),
        'Restoring': (
            'Parameters\n'
            '----------\n'
            'put_back\n'
            '    Called once, without arguments'
        ),
        'Watch.step': (
            'Parameters\n'
            '----------\n'
            'done\n'
            '    Steps done\n'
            'total\n'
            '    Number of steps, if known'
        ),
        'Watch.track': (
            'Parameters\n'
            '----------\n'
            'total\n'
            '    Number of items, if they have no length'
        ),
    },
    'tl_nbdev.core.row_store': {
        'Rows': (
            'Parameters\n'
            '----------\n'
            'shape\n'
            '    Of one row\n'
            'keys\n'
            '    Of the rows'
        ),
        'Rows.checksums': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n,) of uint32'
        ),
        'RowStore': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Where the rows are stored\n'
            'shape\n'
            '    Of one row\n'
            'dtype\n'
            '    Of one row'
        ),
        'stored_rows': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Of a store\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[int, int]\n'
            '    (rows, bytes on disk)'
        ),
        'clear_rows': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Of a store'
        ),
        'Rows.batch': (
            'Parameters\n'
            '----------\n'
            'rows\n'
            '    Positions\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (len(rows), *shape), a copy'
        ),
        'RowStore.find': (
            'Parameters\n'
            '----------\n'
            'keys\n'
            '    One string per row\n'
            'check\n'
            '    Whether to check the rows now; else each one when it is first read\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[Rows, list[str]]\n'
            '    (`Rows` of the stored keys, list of the missing keys)'
        ),
        'RowStore.get': (
            'Parameters\n'
            '----------\n'
            'keys\n'
            '    One string per row\n'
            'make\n'
            '    Called with the missing keys; yields arrays (m, *shape) in the same order\n'
            'check\n'
            '    Whether to check the rows now; else each one when it is first read'
        ),
    },
    'tl_nbdev.core.tasks': {
        'refuse_rows': (
            'Parameters\n'
            '----------\n'
            'bad\n'
            '    One per row\n'
            'what\n'
            '    What is wrong with them\n'
            'fix\n'
            '    What to do\n'
            'first\n'
            '    The number of the first row'
        ),
        'Task': (
            'Parameters\n'
            '----------\n'
            'classes\n'
            '    What it can be, in order\n'
            'kind\n'
            "    'classes': one of them holds; 'ordered': the same, from low to high; 'label': whether a label holds, of which a picture may have several; 'number': a measurement, without classes\n"
            'unit\n'
            '    Of a number'
        ),
        'Task.of': (
            'Parameters\n'
            '----------\n'
            'labels\n'
            '    Of all pictures\n'
            'where\n'
            '    Where they come from, for error messages'
        ),
        'Task.numbers': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n,) of int64; of a number float64'
        ),
        'Task.ordered': (
            'Parameters\n'
            '----------\n'
            'classes\n'
            '    All of them, from low to high; none if they are numbers'
        ),
        'label_sets': (
            'Parameters\n'
            '----------\n'
            'values\n'
            '    For each row a text, or a list, tuple or set of texts\n'
            'separator\n'
            '    Between the labels of a text\n'
            'first\n'
            '    The number of the first row'
        ),
        'read_flags': (
            'Parameters\n'
            '----------\n'
            'values\n'
            "    0 and 1, True and False, 'yes' and 'no'\n"
            'name\n'
            '    The label, for error messages\n'
            'first\n'
            '    The number of the first row'
        ),
        'read_numbers': (
            'Parameters\n'
            '----------\n'
            'values\n'
            '    Numbers, or texts of numbers\n'
            'name\n'
            '    What they are, for error messages\n'
            'first\n'
            '    The number of the first row\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n,) of float64'
        ),
    },
    'tl_nbdev.deployment.model_files': {
        'save_model': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'folder\n'
            '    Destination; replaces an older model there\n'
            'report\n'
            '    One or several `Report`s from `evaluate`, for the model card\n'
            'temperature\n'
            '    From `tl.temperature`, for calibrated probabilities; with several tasks {task: temperature}\n'
            'thresholds\n'
            '    From `best_thresholds` of a report, for images with several labels; None: 0.5\n'
            'familiarity\n'
            "    Whether to look at the learner's training and validation images once more, so that `predict` can say 'none of these' and give sets and intervals; their names and up to 2 MB are added to the folder\n"
            'only_changes\n'
            "    Whether to leave out what is as in the pretrained body. After 'norms', 'bias' or 'lora' this is nearly all; loading needs the weights of that body\n"
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    The folder'
        ),
        'load_model': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            "    From `save_model`; or 'hf://owner/name', a model on the Hugging Face Hub\n"
            'precision\n'
            "    'auto' (as in training), 'float32' (the same on every machine) or 'bfloat16'\n"
            'network\n'
            '    For a network of your own: its class, or such a network; None: it was passed to `backbone` in this process\n'
            'shared\n'
            '    For a folder with `only_changes`: the file or model folder with the weights of the body; None: the published ones'
        ),
    },
    'tl_nbdev.deployment.onnx': {
        'OnnxFile': (
            'Parameters\n'
            '----------\n'
            'int8\n'
            '    Whether it uses 8-bit numbers; else float32\n'
            'n\n'
            '    Number of images that it was compared on\n'
            'made_up\n'
            '    Whether these were noise, because no images were given\n'
            'difference\n'
            "    The largest difference of a probability from torch's; of a number in units of its spread\n"
            'other_class\n'
            '    Number of images with a different class than by torch\n'
            'accuracy\n'
            '    Of torch and of the file, if the images have labels\n'
            'change\n'
            '    95 % interval of the change of accuracy\n'
            'other_known\n'
            "    Number of images of which only one of the two says 'none of these'; None: neither can\n"
            'numbers\n'
            '    Whether it predicts numbers\n'
            'classes\n'
            '    Whether it predicts classes, or labels'
        ),
        'to_onnx': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    From `save_model`; the file is written there: model.onnx or model-int8.onnx\n'
            'images\n'
            '    To compare it with torch on: a set, files or pictures; noise if None\n'
            'int8\n'
            '    8-bit weights and activations; needs at least 20 images\n'
            'calibrated\n'
            '    Whether to apply the saved temperature\n'
            '\n'
            'Returns\n'
            '-------\n'
            'OnnxFile\n'
            '    Its path and the measured differences'
        ),
        'read_onnx': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    From `to_onnx`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'bytes\n'
            '    For `onnxruntime.InferenceSession`'
        ),
    },
    'tl_nbdev.deployment.predictor': {
        'Predictor': (
            'Parameters\n'
            '----------\n'
            'net\n'
            '    Images (batch, channels, size, size) → logits (batch, classes), or (batch, 1) of a sigmoid head\n'
            'classes\n'
            '    With several tasks: the joint classes; empty if there are numbers\n'
            'size\n'
            '    Image size (pixels)\n'
            'mean\n'
            '    Per channel, for images in 0 … 1\n'
            'std\n'
            '    Per channel\n'
            'meta\n'
            '    The whole description, from model.json\n'
            'dtype\n'
            '    For mixed precision; None: float32\n'
            'familiarity\n'
            '    Tells pictures of none of the classes; None: of an older model, or not saved\n'
            'calibration\n'
            '    Task → what validation images got, for sets of classes and intervals of numbers; None: as above'
        ),
        'Predictor.tasks': (
            'Returns\n'
            '-------\n'
            'dict[str, list[str]]\n'
            '    Task → classes; of a number none'
        ),
        'Predictor.units': (
            'Returns\n'
            '-------\n'
            'dict[str, str]\n'
            '    Number → unit, which may be empty'
        ),
        'Predictor.numbers': (
            'Returns\n'
            '-------\n'
            'dict[str, str]\n'
            '    Number → unit, which may be empty'
        ),
        'Predictor.batch': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    A path of a file or folder, a Pillow image, several of them, or a set\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (images, channels, size, size), normalised'
        ),
        'Predictor.answers': (
            'Parameters\n'
            '----------\n'
            'batch_size\n'
            '    Images at once\n'
            'calibrated\n'
            '    Use the temperatures that were saved with the model\n'
            'unreadable\n'
            "    To leave out pictures that can't be read, and note them: position → error. None: raise it"
        ),
        'Predictor.task_probs': (
            'Parameters\n'
            '----------\n'
            'batch_size\n'
            '    Images at once\n'
            'calibrated\n'
            '    Use the temperatures that were saved with the model'
        ),
        'Predictor.probs': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    As in `batch`\n'
            'task\n'
            '    Name of the task, if there are several; labels or numbers: None is all of them\n'
            'calibrated\n'
            '    Use the saved temperature\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, classes), (images, labels) or (images, numbers), float64'
        ),
        'Predictor.strange': (
            'Parameters\n'
            '----------\n'
            'seen\n'
            '    From `answers`\n'
            'known\n'
            '    As in `predict`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,) of bool'
        ),
        'Predictor.promised': (
            'Parameters\n'
            '----------\n'
            'coverage\n'
            '    Above 0, below 1\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, np.ndarray | float]\n'
            '    Of labels nothing'
        ),
        'Predictor.predict': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    As in `batch`\n'
            'calibrated\n'
            '    Use the saved temperature\n'
            'known\n'
            "    Which share of the pictures of known classes gets a class; the least familiar ones get the label 'none of these'. 1: every picture gets a class\n"
            'coverage\n'
            '    To add a column `set`: the classes of which one is the true one in this share of the pictures, such as 0.9, as long as they come from where the validation images came from; of a number the columns `low(…)` and `high(…)`, between which the true one is as often\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            "    path, label, p(class) for each class; with several tasks, so for each; familiarity, and the distance to the nearest training image (1 is usual). If some can't be read, they have no label, and a column `problem` says why. A picture that may have several labels gets a column `labels`, all whose probability exceeds their saved threshold, or 0.5; each number has a column"
        ),
    },
    'tl_nbdev.deployment.sharing': {
        'push_to_hub': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    From `save_model`\n'
            'repo\n'
            "    'owner/name'; created if it isn't there\n"
            'private\n'
            '    Whether a repository that is created is for yourself alone\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    Its address, for `load_model`'
        ),
    },
    'tl_nbdev.evaluation.abstaining': {
        'Answered': (
            'Parameters\n'
            '----------\n'
            'report\n'
            '    The report it is about\n'
            'confidence\n'
            '    The lowest at which an image is answered, 0 … 1\n'
            'share\n'
            '    Of the images that are answered\n'
            'accuracy\n'
            '    On these\n'
            'wrong_else\n'
            '    Share of wrong predictions among the others: silence pays if it costs less than this part of a wrong answer'
        ),
        'Answered.cost': (
            'Parameters\n'
            '----------\n'
            'no_answer\n'
            '    What no answer costs, 0 … 1; a wrong answer costs 1\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    0 … 1'
        ),
        'best_confidence': (
            'Parameters\n'
            '----------\n'
            'report\n'
            '    On validation images\n'
            'accuracy\n'
            '    Share of the answers that must be right, above 0, below 1\n'
            'cost\n'
            '    Or: what no answer costs if a wrong one costs 1, above 0, below 1\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    0 … 1; for `Report.answered`'
        ),
        'Report.answered': (
            'Parameters\n'
            '----------\n'
            'confidence\n'
            '    The lowest at which an image is answered, 0 … 1; see `best_confidence`'
        ),
        'Report.answering_curve': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per share: share, confidence, accuracy, low, high; most confident images first'
        ),
        'Report.plot_answering': (
            'Parameters\n'
            '----------\n'
            'confidence\n'
            '    Marked, 0 … 1; None: nothing is marked\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.evaluation.baselines': {
        'baseline': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    With the splits 'train', 'valid' and the one to test on\n"
            'features\n'
            '    What it sees\n'
            'model\n'
            "    'svm' has a radial kernel\n"
            'split\n'
            "    Which split; evaluations on 'test' are counted\n"
            'size\n'
            '    Image size in pixels, 16 or more\n'
            'task\n'
            '    The task, if the set has several; None: the only one, all labels, or all numbers\n'
            'tested_on\n'
            '    Set whose full split is tested, if `images` keeps only part of it; None: `images`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Report\n'
            '    Of the kind that `evaluate` returns'
        ),
    },
    'tl_nbdev.evaluation.calibration': {
        'temperature': (
            'Parameters\n'
            '----------\n'
            'report\n'
            '    On validation images\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    Above 1: the network was overconfident'
        ),
        'best_threshold': (
            'Parameters\n'
            '----------\n'
            'report\n'
            '    On validation images of two classes\n'
            'metric\n'
            '    What to maximise\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    0 … 1'
        ),
        'Report.at': (
            'Parameters\n'
            '----------\n'
            'temperature\n'
            '    Divides the logits\n'
            'threshold\n'
            '    Of the second of two classes, for the new probabilities; None: keep the predictions'
        ),
        'Report.plot_calibration': (
            'Parameters\n'
            '----------\n'
            'bins\n'
            '    Of confidence\n'
            'ax\n'
            '    Where to draw; None: in a new figure\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Axes\n'
            '    The Axes'
        ),
    },
    'tl_nbdev.evaluation.comparison': {
        'Comparison': (
            'Parameters\n'
            '----------\n'
            'metric\n'
            '    The metric compared\n'
            'difference\n'
            '    Mean over the seeds, first minus second\n'
            'low\n'
            '    95 % interval by the paired bootstrap over images, of the mean over the seeds\n'
            'over_seeds\n'
            "    95 % interval over the seeds' differences by Student's t; None for one seed\n"
            'mcnemar\n'
            '    Per seed: p-value of the exact McNemar test of right and wrong; NaN if images come in groups\n'
            'only\n'
            '    Per seed: images that only the first, and only the second, has right; of numbers, that it is nearer with\n'
            'notes\n'
            '    Safeguards switched off in one of the reports, and limitations of their results'
        ),
        'compare': (
            'Parameters\n'
            '----------\n'
            'first\n'
            '    Of one network: a report, or one per seed\n'
            'second\n'
            '    Of the other: as many, on the same images\n'
            'metric\n'
            "    What is compared: a key of the reports' `metrics`. None: the weighted accuracy; with an order the quadratic kappa, of several labels the average precision, of a number R²"
        ),
        'Comparison.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.evaluation.coverage': {
        'PredictionSets': (
            'Parameters\n'
            '----------\n'
            'sets\n'
            '    (images, classes) of booleans\n'
            'report\n'
            '    The report they belong to\n'
            'calibration\n'
            '    On the calibration images\n'
            'promised\n'
            '    The coverage that was asked for\n'
            'by_class\n'
            '    Whether it was promised for each class\n'
            'coverage\n'
            '    Share of the sets that contain the true class\n'
            'size\n'
            '    Mean number of classes in a set\n'
            'shortfall\n'
            '    Promised minus measured coverage; its interval includes the luck of the calibration images\n'
            'differences\n'
            '    Signs that the images are not drawn like the calibration images'
        ),
        'PredictionSets.inside': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,) of booleans'
        ),
        'PredictionSets.sizes': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,) of integers'
        ),
        'PredictionSets.missed': (
            'Returns\n'
            '-------\n'
            'bool\n'
            '    False: the difference may be chance'
        ),
        'Report.prediction_sets': (
            'Parameters\n'
            '----------\n'
            'calibration\n'
            '    Of the same network, on validation images\n'
            'coverage\n'
            '    Share of the sets that should contain the true class, above 0, below 1\n'
            'by_class\n'
            '    Promise it for the images of each class'
        ),
        'PredictionSets.per_class': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per class: coverage, low, high, size, images'
        ),
        'PredictionSets.table': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per image: path, label, classes (tuple of names), inside'
        ),
        'PredictionSets.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
        'PredictionSets.plot_sizes': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.evaluation.evaluating': {
        'metric_value': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Of one split, in the order of the rows\n'
            'probs\n'
            '    As from `predict_probs`\n'
            'metric\n'
            "    A key of a report's `metrics`"
        ),
        'training_facts': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    Any learner; little is known about learners not made by this package\n'
            'images\n'
            '    What it is tested on\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, Any]\n'
            '    backbone, plan, seed, and which data it is tested on and was trained on'
        ),
        'evaluate': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A learner that `predict_probs` accepts\n'
            'images\n'
            '    The whole set with its splits\n'
            'split\n'
            "    Which split; evaluations on 'test' are counted\n"
            'overrides\n'
            "    ('leak',) accepts images that were used for training; noted in the report\n"
            'task\n'
            '    The task, if the set has several; None: the only one, or all labels, if an image may have several\n'
            'tta\n'
            "    Test-time augmentation: the mean over 'flips', 'flips_hv' or 'dihedral' views\n"
            'familiarity\n'
            "    From `tl.familiarity(learn)`: also count the images that a saved model would answer with 'none of these'\n"
            '\n'
            'Returns\n'
            '-------\n'
            'Report\n'
            '    A `LabelReport` if it is about all labels, a `NumberReport` of numbers'
        ),
    },
    'tl_nbdev.evaluation.html_report': {
        'Report.to_html': (
            'Parameters\n'
            '----------\n'
            'references\n'
            "    Name → accuracy from 0 to 1, or an `Estimate`: results to show beside this report's\n"
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    A whole page'
        ),
        'Report.save': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    The file to write, such as report.html\n'
            'references\n'
            '    As in `to_html`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    The file'
        ),
    },
    'tl_nbdev.evaluation.metrics': {
        'metric_values': (
            'Parameters\n'
            '----------\n'
            'targets\n'
            '    The class number of each image\n'
            'probs\n'
            '    Probabilities (images, classes)\n'
            'weight\n'
            '    The weight of each image\n'
            'threshold\n'
            '    With two classes: from which probability on it is the second one\n'
            'ordered\n'
            '    Whether the classes have an order'
        ),
        'log_losses': (
            'Parameters\n'
            '----------\n'
            'targets\n'
            '    The class number of each image\n'
            'probs\n'
            '    Probabilities (images, classes)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    One per image'
        ),
        'metric_title': (
            'Parameters\n'
            '----------\n'
            'key\n'
            '    Of `Report.metrics`'
        ),
        'main_metric': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    That a report is about\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            "    A key of the report's metrics"
        ),
        'majority_scores': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    The images that are evaluated\n'
            'train\n'
            '    Those that determine the class; None: `images`'
        ),
    },
    'tl_nbdev.evaluation.mistakes': {
        'Report.mistakes': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Maximum number; all if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    path, label, predicted, probability (of the predicted class), loss, weight'
        ),
        'LabelReport.mistakes': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Maximum number; all if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            "    path, label, predicted (names, with commas), loss (the sum of the labels'), weight"
        ),
        'NumberReport.mistakes': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Maximum number; all if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    path, label, predicted (with units), loss (squared errors in units of their spread), weight'
        ),
        'Report.plot_mistakes': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Maximum number of images, four per row\n'
            'axes\n'
            '    One per image; None: in a new figure\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Of Axes, flat'
        ),
    },
    'tl_nbdev.evaluation.numbers': {
        'resampled_number_metrics': (
            'Parameters\n'
            '----------\n'
            'true\n'
            '    (images,)\n'
            'said\n'
            '    (images,)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, Any]\n'
            "    Name → function of the resamples' counts"
        ),
        'number_metrics': (
            'Parameters\n'
            '----------\n'
            'true\n'
            '    (images,)\n'
            'said\n'
            '    (images,)\n'
            'units\n'
            '    The group number of each image, if there are groups'
        ),
        'NumberReport.errors': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, numbers)'
        ),
        'NumberReport.from_probs': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    The predicted numbers (images, numbers)\n'
            'images\n'
            '    The images of one split, in the order of the rows\n'
            'split\n'
            '    Name of the split\n'
            'train\n'
            '    Training images, whose mean is the baseline; `images` if None\n'
            'overrides\n'
            '    Safeguards that were switched off\n'
            'record\n'
            '    Plain data to store with the metrics'
        ),
        'NumberReport.to_dict': (
            'Returns\n'
            '-------\n'
            'dict[str, Any]\n'
            '    Plain data, fit for JSON'
        ),
        'NumberReport.half_widths': (
            'Parameters\n'
            '----------\n'
            'coverage\n'
            '    Above 0, below 1\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, float]\n'
            '    Number → in its unit; the interval is the predicted number ± this'
        ),
        'NumberReport.covered': (
            'Parameters\n'
            '----------\n'
            'half_widths\n'
            '    From `half_widths`, on validation images\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per number: half_width, coverage, low, high, images'
        ),
        'NumberReport.plot': (
            'Parameters\n'
            '----------\n'
            'number\n'
            '    Which one; None: the first\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.evaluation.reports': {
        'Report': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    (images, classes), rows add up to 1\n'
            'images\n'
            '    The images of the split, in the order of `probs`\n'
            'split\n'
            '    Name of the split\n'
            'metrics\n'
            '    Name → `Estimate`\n'
            'majority_baseline\n'
            '    Name → the score of always predicting one class\n'
            'majority_note\n'
            '    Which class, and how it was chosen\n'
            'warnings\n'
            '    Limitations of the results, one per line\n'
            'overrides\n'
            '    Safeguards that were switched off\n'
            'test_evaluations\n'
            '    Number of evaluations on these test images, including this one; None: not counted\n'
            'record\n'
            '    Data, backbone, plan, seed, fingerprints, versions: plain data\n'
            'threshold\n'
            '    With two classes, the second is predicted if its probability exceeds this'
        ),
        'Report.predictions': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,) class indices'
        ),
        'Report.right': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,) of bool'
        ),
        'short_line': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Any text\n'
            'width\n'
            '    Characters at most'
        ),
        'LabelReport': (
            'Parameters\n'
            '----------\n'
            'thresholds\n'
            '    Label → the probability above which an image is said to have it'
        ),
        'LabelReport.said': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, labels) of bool'
        ),
        'LabelReport.right': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,) of bool'
        ),
        'Report.from_probs': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    (images, classes) probabilities, columns in the order of `images.classes`\n'
            'images\n'
            '    The images of one split, in the order of the rows\n'
            'split\n'
            '    Name of the split\n'
            'train\n'
            '    Training images, which determine the majority class; `images` if None\n'
            'overrides\n'
            '    Safeguards that were switched off\n'
            'record\n'
            '    Plain data to store with the metrics: backbone, plan, seed, …'
        ),
        'Report.calibration_by_chance': (
            'Returns\n'
            '-------\n'
            'float\n'
            '    0 or more'
        ),
        'Report.to_dict': (
            'Returns\n'
            '-------\n'
            'dict[str, Any]\n'
            '    Plain data, fit for JSON'
        ),
        'Report.confusion': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    True class (rows) × predicted class (columns), counts'
        ),
        'Report.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
        'Report.per_class': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per class: precision, recall, low, high, f1, images'
        ),
        'Report.by': (
            'Parameters\n'
            '----------\n'
            'column\n'
            '    Column of the table\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per value: accuracy, low, high, weighted_accuracy, images'
        ),
        'LabelReport.from_probs': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    (images, labels) probabilities, columns in the order of `images.labels`\n'
            'images\n'
            '    The images of one split, in the order of the rows\n'
            'split\n'
            '    Name of the split\n'
            'train\n'
            '    Training images, which determine the baseline; `images` if None\n'
            'overrides\n'
            '    Safeguards that were switched off\n'
            'record\n'
            '    Plain data to store with the metrics'
        ),
        'LabelReport.of': (
            'Parameters\n'
            '----------\n'
            'label\n'
            '    One of the labels\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Report\n'
            "    With the label's threshold"
        ),
        'LabelReport.per_label': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per label: average_precision, precision, recall, low, high, f1, threshold, images'
        ),
        'LabelReport.mixed_up': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    Label that holds (rows) × label that was given wrongly (columns), counts'
        ),
        'LabelReport.best_thresholds': (
            'Returns\n'
            '-------\n'
            'dict[str, float]\n'
            '    Label → 0 … 1'
        ),
        'LabelReport.with_thresholds': (
            'Parameters\n'
            '----------\n'
            'thresholds\n'
            '    From `best_thresholds`'
        ),
        'LabelReport.to_dict': (
            'Returns\n'
            '-------\n'
            'dict[str, Any]\n'
            '    Plain data, fit for JSON'
        ),
        'LabelReport.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.evaluation.robustness': {
        'corrupted': (
            'Parameters\n'
            '----------\n'
            'x\n'
            '    Images (batch, channels, size, size), uint8\n'
            'kind\n'
            '    In which way\n'
            'severity\n'
            '    1 … 5; 0: unchanged\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    Of the same shape, uint8'
        ),
        'corruption_curve': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A learner that `predict_probs` accepts\n'
            'images\n'
            '    The whole set with its splits\n'
            'split\n'
            "    Which split; counts as one evaluation on 'test'\n"
            'kinds\n'
            '    Of `corruptions`\n'
            'severities\n'
            '    Of each kind, 0 … 5\n'
            'task\n'
            '    The task, if the set has several\n'
            'overrides\n'
            "    As in `evaluate`; noted in a column 'overrides'\n"
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per kind and severity: kind, severity, accuracy, low, high, weighted_accuracy, images'
        ),
        'plot_corruptions': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    From `corruption_curve`\n'
            'ax\n'
            '    matplotlib Axes; a new figure if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Axes\n'
            '    The Axes'
        ),
    },
    'tl_nbdev.evaluation.statistics': {
        'wilson_interval': (
            'Parameters\n'
            '----------\n'
            'right\n'
            '    Number of successes; may be a fraction, as with weighted images\n'
            'n\n'
            '    Of how many; may be a fraction too\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float]\n'
            '    Both ends'
        ),
        'mean_of_proportions_interval': (
            'Parameters\n'
            '----------\n'
            'right\n'
            '    Whether each image was classified correctly\n'
            'classes\n'
            '    The class number of each image\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float]\n'
            '    Both ends'
        ),
        'bootstrap_scores': (
            'Parameters\n'
            '----------\n'
            'statistic\n'
            '    Takes how often each image was drawn, one row per resample; returns a score per row, or several\n'
            'units\n'
            "    Number of what each image is drawn with, from 0: its own, or its group's\n"
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    What `statistic` returned for 1000 resamples'
        ),
        'weighted_mean': (
            'Parameters\n'
            '----------\n'
            'counts\n'
            '    (resamples, images) how often each image was drawn\n'
            'x\n'
            '    Of each image; perhaps with columns\n'
            'weight\n'
            '    Of each image\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    One per resample, and column'
        ),
        'bootstrap_interval': (
            'Parameters\n'
            '----------\n'
            'value\n'
            '    The score of the images as they are\n'
            'figures\n'
            '    The scores of the resamples, from `bootstrap_scores`\n'
            'n\n'
            '    Number of images behind the score; 0 if it is no proportion\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float]\n'
            '    Both ends; NaN if unknown'
        ),
        'mcnemar_test': (
            'Parameters\n'
            '----------\n'
            'first\n'
            '    Number of images that only the first network classified correctly\n'
            'second\n'
            '    Number that only the second did\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    p-value, two-sided'
        ),
        'paired_interval': (
            'Parameters\n'
            '----------\n'
            'first\n'
            '    A number for each image: its score, or whether it was classified correctly\n'
            'second\n'
            '    Another for each of the same images\n'
            'units\n'
            '    A number for each image, equal for those of one group; None: no groups\n'
            'weight\n'
            '    Of each image; None: all alike\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float, float]\n'
            '    Mean of first minus second, and both ends'
        ),
        'paired_proportions_interval': (
            'Parameters\n'
            '----------\n'
            'lost\n'
            '    Number of images that are correct only before\n'
            'won\n'
            '    Number that are correct only after\n'
            'n\n'
            '    Number of all images\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float]\n'
            '    Both ends'
        ),
        'interval_over_seeds': (
            'Parameters\n'
            '----------\n'
            'x\n'
            '    A number per seed; NaN are left out\n'
            'of\n'
            '    Number of intervals that should all be right at once\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float, float]\n'
            '    Mean and both ends; NaN if unknown'
        ),
    },
    'tl_nbdev.exercises.challenges': {
        'Verdict': (
            'Parameters\n'
            '----------\n'
            'claimed\n'
            '    The accuracy that was claimed\n'
            'fresh\n'
            '    The accuracy on fresh pictures'
        ),
        'Challenge': (
            'Parameters\n'
            '----------\n'
            'pictures\n'
            '    (n, side, side, 3), uint8: each shows an object of its own\n'
            'labels\n'
            '    The class of each'
        ),
        'Challenge.claim': (
            'Parameters\n'
            '----------\n'
            'method\n'
            '    None: hers\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    Accuracy'
        ),
        'Challenge.submit': (
            'Parameters\n'
            '----------\n'
            'method\n'
            '    Pictures to learn from, their labels, new pictures → a label for each of the new ones\n'
            'claim\n'
            '    The accuracy that you promise on fresh pictures, from 0 to 1'
        ),
        'Classroom.challenge': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    None: the stamps of Tux Paint'
        ),
        'Classroom.ranking': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Of a challenge\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    The best first: student, score, claimed, fresh, tries'
        ),
    },
    'tl_nbdev.exercises.checks': {
        'check_leaks': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With splits'
        ),
        'snapshot': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, str]\n'
            '    Stage → hash of its weights and statistics'
        ),
        'check_frozen': (
            'Parameters\n'
            '----------\n'
            'before\n'
            '    From `snapshot`\n'
            'learn\n'
            '    The same after training\n'
            'stages\n'
            '    Names of the stages that should be unchanged'
        ),
        'check_seeds': (
            'Parameters\n'
            '----------\n'
            'runs\n'
            '    Of one experiment\n'
            'n\n'
            '    Minimum number of seeds'
        ),
        'check_better_than_guessing': (
            'Parameters\n'
            '----------\n'
            'metric\n'
            '    One with a majority baseline and an interval'
        ),
        'check_tested_once': (
            'Parameters\n'
            '----------\n'
            'report\n'
            '    On a test split'
        ),
    },
    'tl_nbdev.exercises.class_notes': {
        'class_predictions': (
            'Parameters\n'
            '----------\n'
            'question\n'
            '    The text of a `Guess`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[object]\n'
            '    One for each student who has committed to one: the last'
        ),
    },
    'tl_nbdev.exercises.class_pages': {
        'ClassResult': (
            'Parameters\n'
            '----------\n'
            'values\n'
            '    One for each student\n'
            'low\n'
            '    Lower end of the 95 % interval of the mean\n'
            'high\n'
            '    Upper end\n'
            'alone\n'
            '    Half the width of the interval in which a single draw lies'
        ),
        'pooled': (
            'Parameters\n'
            '----------\n'
            'values\n'
            '    One for each student'
        ),
        'Classroom.run': (
            'Parameters\n'
            '----------\n'
            'claim\n'
            '    What is measured, in a few words\n'
            'experiment\n'
            '    From a seed to a number\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    The number'
        ),
        'Classroom.predictions': (
            'Parameters\n'
            '----------\n'
            'question\n'
            '    The text of a `Guess`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[object]\n'
            '    One for each student'
        ),
        'Classroom.results': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    student, name, seed, value'
        ),
        'Classroom.page': (
            'Parameters\n'
            '----------\n'
            'question\n'
            '    The text of a `Guess`\n'
            'claim\n'
            "    What the students measured; '': nothing\n"
            'result\n'
            '    The right answer; None: the mean of the claim'
        ),
        'classroom': (
            'Parameters\n'
            '----------\n'
            'storage\n'
            '    A folder that all can write to, sqlite:///class.db, or postgresql://me@host/class\n'
            'name\n'
            "    Who you are; '': anonymous"
        ),
    },
    'tl_nbdev.exercises.graded': {
        'Check': (
            'Parameters\n'
            '----------\n'
            'saw\n'
            '    What the check found\n'
            'why\n'
            '    Why that matters; shown if it failed\n'
            'reason\n'
            '    Why that is right; shown if it passed'
        ),
        'require': (
            'Parameters\n'
            '----------\n'
            '*checks\n'
            '    `Check`s\n'
            'stop\n'
            '    Whether an unsolved exercise is an error\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Check | None\n'
            '    The check, if it is one; without `stop` the first that failed'
        ),
        'assert_rejected': (
            'Parameters\n'
            '----------\n'
            'check\n'
            '    The check of a wrong solution\n'
            'why\n'
            '    Text that its message must contain'
        ),
        'check_number': (
            'Parameters\n'
            '----------\n'
            'answer\n'
            "    The student's number\n"
            'right\n'
            '    The correct number\n'
            'within\n'
            '    Tolerance\n'
            'misconceptions\n'
            '    Wrong number → explanation of the likely mistake\n'
            'because\n'
            '    Why the correct number is correct; shown if the answer is'
        ),
    },
    'tl_nbdev.exercises.predictions': {
        'Guess': (
            'Parameters\n'
            '----------\n'
            'low\n'
            '    Lowest value of the number or the curve\n'
            'high\n'
            '    Highest value\n'
            'choices\n'
            '    Answers to choose from, instead of a number\n'
            'x\n'
            '    Positions at which to draw a curve, instead of a number\n'
            'y_label\n'
            "    Name of the number, or of the curve's y axis\n"
            'order\n'
            '    Items to put in order, instead of a number\n'
            'words\n'
            '    Whether the answer is a text, instead of a number'
        ),
        'Guess.commit': (
            'Parameters\n'
            '----------\n'
            'value\n'
            '    A number, a choice, a text or a list; None: what was drawn, chosen or written'
        ),
        'Guess.reveal': (
            'Parameters\n'
            '----------\n'
            'actual\n'
            '    The result\n'
            'because\n'
            '    The explanation'
        ),
        'Quiz': (
            'Parameters\n'
            '----------\n'
            'answers\n'
            '    Answer → why it is right or wrong\n'
            'right\n'
            '    The right answer'
        ),
    },
    'tl_nbdev.exercises.progress': {
        'Progress.to_csv': (
            'Parameters\n'
            '----------\n'
            'path\n'
            "    For the predictions; the exercises go into a second file beside it, with '-exercises'"
        ),
        'my_progress': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    The file, usually beside the lessons'
        ),
    },
    'tl_nbdev.exercises.results': {
        'say': (
            'Parameters\n'
            '----------\n'
            'sentence\n'
            "    Markdown with fields, such as 'Its accuracy is {accuracy:.2f}.'\n"
            '**values\n'
            '    Values of the fields, from the run'
        ),
        'benchmark_results': (
            'Parameters\n'
            '----------\n'
            'name\n'
            "    Name of a file in benchmarks/results, such as 'few-labels'\n"
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per measurement; for a `Study`, the column `on` names the machine'
        ),
    },
    'tl_nbdev.experiments.command_line': {
        'main': (
            'Parameters\n'
            '----------\n'
            'args\n'
            '    Command-line arguments; None: those of this process\n'
            '\n'
            'Returns\n'
            '-------\n'
            'int\n'
            '    Exit status'
        ),
    },
    'tl_nbdev.experiments.configurations': {
        'to_plain': (
            'Parameters\n'
            '----------\n'
            'value\n'
            '    A network, plan, head, name or number'
        ),
    },
    'tl_nbdev.experiments.database': {
        'open_study': (
            'Parameters\n'
            '----------\n'
            'storage\n'
            '    Address of a database, as for `Experiment`'
        ),
        'Experiment': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With splits; None: those of the existing experiment\n'
            'storage\n'
            '    Optuna\'s storage: one file, or "postgresql://user@host/name"\n'
            'split\n'
            "    Split to rank by; each evaluation on 'test' is counted\n"
            'metric\n'
            '    A key of `Report.metrics`; higher is better. None: balanced accuracy; with an order the quadratic kappa, of several labels the average precision, of a number R²\n'
            'also\n'
            "    Other splits to evaluate, such as ('train',)\n"
            'root\n'
            '    Folder of the images, if it differs from that on the creating machine'
        ),
        'check_counts': (
            'Parameters\n'
            '----------\n'
            '**counts\n'
            '    Name → number'
        ),
        'Experiment.grid': (
            'Parameters\n'
            '----------\n'
            '**axes\n'
            '    Axis → a value, a list of values, or a dict of names and values\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Experiment\n'
            '    Itself'
        ),
        'Experiment.search': (
            'Parameters\n'
            '----------\n'
            'trials\n'
            '    Number of configurations\n'
            'seeds\n'
            '    Runs per configuration, whose value is their mean score\n'
            '**axes\n'
            '    As in `grid`, with a list as choices; or a distribution of Optuna\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Experiment\n'
            '    Itself'
        ),
    },
    'tl_nbdev.experiments.results': {
        'within_axes': (
            'Parameters\n'
            '----------\n'
            'mean\n'
            '    A share\n'
            'low\n'
            '    Lower bound of its interval\n'
            'high\n'
            '    Upper bound\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float, float]\n'
            '    (mean, low, high)'
        ),
        'Experiment.trials': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per run: trial, the axes, seed, score, seconds, and other splits'
        ),
        'Experiment.runs': (
            'Returns\n'
            '-------\n'
            'list[dict[str, Any] | None]\n'
            '    None for classifiers without deep learning'
        ),
        'Experiment.failures': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per configuration: trial, config, error, of_search'
        ),
        'Experiment.leaderboard': (
            'Parameters\n'
            '----------\n'
            '*others\n'
            '    Experiments on the same images, to rank together with this one\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per configuration, best first: axes, seeds, score, difference, seconds'
        ),
        'Experiment.best': (
            'Parameters\n'
            '----------\n'
            'least\n'
            '    Minimum number of seeds per configuration, 3 or more\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, Any]\n'
            '    Axis → network, plan, head or number'
        ),
        'Experiment.train': (
            'Parameters\n'
            '----------\n'
            'config\n'
            '    As returned by `best`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[Learner, Run]\n'
            '    (trained Learner, Run)'
        ),
        'Experiment.plot': (
            'Parameters\n'
            '----------\n'
            'kind\n'
            '    What to draw\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.experiments.workers': {
        'Experiment.retry': (
            'Returns\n'
            '-------\n'
            'Experiment\n'
            '    Itself'
        ),
        'Experiment.run': (
            'Parameters\n'
            '----------\n'
            'workers\n'
            '    Number of processes on this machine\n'
            'minutes\n'
            '    Time limit, after which the finished runs remain; None: run until all is done\n'
            'sampler\n'
            "    For `search`: one of optuna.samplers; None: Optuna's default (TPE)\n"
            'pruner\n'
            "    For `search`: one of optuna.pruners; None: Optuna's default (median)\n"
            'cbs\n'
            '    Function configuration → fastai callbacks, such as for TensorBoard; one worker only\n'
            'families\n'
            '    Whether to train heads on one frozen network together; ignored if `minutes` is given\n'
            'modules\n'
            '    Names of modules that workers import first, to register your own networks\n'
            'progress\n'
            '    Whether to show a progress bar\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Experiment\n'
            '    Itself'
        ),
    },
    'tl_nbdev.explorers.cleaning': {
        'suspect_list': (
            'Parameters\n'
            '----------\n'
            'suspects\n'
            "    From `tl.suspects`, an `Audit`, a frame with a column 'path', paths, or None for all images\n"
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per image: path, why, suggested (label or None), other (path or None)'
        ),
        'Cleaner': (
            'Parameters\n'
            '----------\n'
            'suspects\n'
            '    As for `suspect_list`; or a backbone or learner, to find suspects with\n'
            'log\n'
            "    File for the decisions; None: in the folder 'cleaning' next to the notebook"
        ),
        'Cleaner.decide': (
            'Parameters\n'
            '----------\n'
            'do\n'
            '    What becomes of it\n'
            'label\n'
            "    The new label, for 'relabel'"
        ),
        'Cleaner.to_csv': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    A new file, or one that this log has written'
        ),
    },
    'tl_nbdev.explorers.confusion': {
        'matrix_table': (
            'Parameters\n'
            '----------\n'
            'counts\n'
            '    As `Report.confusion`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            "    HTML, for a `Canvas`; a pick is 'row,column'"
        ),
        'ConfusionBrowser': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    Learner, or a `Report`\n'
            'images\n'
            '    With splits; ignored for a report, which has its own\n'
            'split\n'
            "    'train', 'valid' or 'test'; evaluations on 'test' are counted"
        ),
        'ConfusionBrowser.rows': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Positions in `report.images`'
        ),
    },
    'tl_nbdev.explorers.labelling': {
        'Labeller': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Some or all without a label: ImageSet.from_folder(…, unlabelled=True)\n'
            'backbone\n'
            '    Pretrained network whose features tell what is similar, or its name\n'
            'log\n'
            "    File for the decisions; None: in the folder 'labels' next to the notebook"
        ),
        'Labeller.label': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    A class, which may be new'
        ),
    },
    'tl_nbdev.explorers.maps': {
        'scatter': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per point: x, y, sign (class index); the index identifies the point\n'
            'names\n'
            '    Index → accessible name of the point\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    SVG, for a `Canvas`'
        ),
        'EmbeddingMap': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    Pretrained, or trained by you'
        ),
        'EmbeddingMap.visible': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Rows of the images'
        ),
    },
    'tl_nbdev.explorers.stages': {
        'stage_diagram': (
            'Parameters\n'
            '----------\n'
            'sizes\n'
            '    Stage → (width and height of its maps, channels)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML, for a `Canvas`'
        ),
        'StageExplorer': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    Pretrained, or trained by you'
        ),
    },
    'tl_nbdev.features': {
        'split_at_stage': (
            'Parameters\n'
            '----------\n'
            'model\n'
            '    Body and head, as from `networks.assemble`\n'
            'n\n'
            '    Number of frozen stages, from the input on\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[nn.Sequential, nn.Sequential]\n'
            '    (below, above): modules that contain the original layers of `model`'
        ),
        'frozen_stages': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'trained\n'
            '    Names of the trained groups\n'
            'drawn\n'
            '    Whether drawn views that are kept may stand for `light` and `strong`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'int\n'
            "    Stages, from the input on, that are a fixed function of the image; 0 if features can't be used"
        ),
        'FeatureKey': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    `network_facts` of the part that makes the features\n'
            'size\n'
            '    Pixels a side\n'
            'mean\n'
            '    Per channel\n'
            'precision\n'
            '    Of the computation, and where it is done\n'
            'kind\n'
            "    What is kept, as 'means of all stages'\n"
            'versions\n'
            '    Of what decodes and computes'
        ),
        'FeatureKey.store': (
            'Parameters\n'
            '----------\n'
            'shape\n'
            '    Of a feature\n'
            'dtype\n'
            '    It is kept as'
        ),
        'feature_key': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    The part of a network that makes the features, traced\n'
            'backbone\n'
            '    Backbone that it is of\n'
            'size\n'
            '    Pixels a side\n'
            'dtype\n'
            '    Of mixed precision; None: float32\n'
            'kind\n'
            '    What is kept\n'
            '\n'
            'Returns\n'
            '-------\n'
            'FeatureKey | None\n'
            "    None: a layer can't be told, so nothing may be stored"
        ),
        'with_bar': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'items\n'
            '    With a length'
        ),
        'kept_views': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'cache\n'
            '    As in `fit`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'int | None\n'
            '    None: its augmentation has few views, or nothing is kept of one that has many'
        ),
        'on_features': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    Learner from `transfer_learner`\n'
            'trained\n'
            '    Names of the trained groups\n'
            'epochs\n'
            '    Planned number of epochs: decides whether caching pays off\n'
            'cache\n'
            "    'auto'; 'off': train without cached features; a number: as 'auto', and of `light` and `strong` so many drawn views\n"
            'align_to\n'
            "    ImageSet: give the features the mean and covariance of this set's features (CORAL)\n"
            '\n'
            'Yields\n'
            '------\n'
            'bool\n'
            '    Yields whether features are used'
        ),
        'head_features': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'images\n'
            "    Of these; None: of the learner's training and validation images\n"
            '\n'
            'Returns\n'
            '-------\n'
            'list[np.ndarray]\n'
            '    One array or two: (images, channels), float64, in the order of the table'
        ),
        'known_rows': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Row numbers of its set: training images, then validation images'
        ),
        'familiarity': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`, trained\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Familiarity\n'
            '    Takes features (n, channels); its `limit()` is what 95 % of known pictures reach'
        ),
        'familiar_pictures': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'images\n'
            '    Any, also of other classes\n'
            'known\n'
            '    From `familiarity(learn)`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,): 1: as usual, 0: at the margin of what is known, less: beyond'
        ),
        'feature_store': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    name, rows, megabytes; newest first'
        ),
        'StageReader': (
            'Parameters\n'
            '----------\n'
            'size\n'
            '    Image size (pixels)\n'
            'dtype\n'
            '    For mixed precision; None: float32'
        ),
        'stage_reader': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    Backbone or learner\n'
            'size\n'
            "    Image size (pixels); the network's own if None"
        ),
        'uint8_pictures': (
            'Parameters\n'
            '----------\n'
            'squares\n'
            '    `Rows` of `decoded_cache`\n'
            'body\n'
            '    `StageReader`\n'
            'rows\n'
            '    Their numbers (n,)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (n, channels, size, size), uint8'
        ),
        'stage_features': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Any\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, np.ndarray]\n'
            '    Stage → float32 (images, channels), in the order of the table'
        ),
        'read_stages': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Or paths of image files\n'
            'body\n'
            '    `StageReader`\n'
            'view\n'
            '    Of each picture, as in `dihedral_transform`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, np.ndarray]\n'
            '    As `stage_features`'
        ),
        'stage_milliseconds': (
            'Parameters\n'
            '----------\n'
            'body\n'
            '    `StageReader`\n'
            'squares\n'
            '    `Rows` of `decoded_cache`\n'
            'batch\n'
            '    Images at once\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (stages,)'
        ),
        'stage_costs': (
            'Parameters\n'
            '----------\n'
            'body\n'
            '    `StageReader`\n'
            'squares\n'
            '    `Rows` of `decoded_cache`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    stage, parameters, MB, ms'
        ),
    },
    'tl_nbdev.images.archives': {
        'extract': (
            'Parameters\n'
            '----------\n'
            'archive\n'
            '    A .zip, .tar, .tar.gz, .tgz, .tar.xz or .deb file\n'
            'folder\n'
            '    Destination; if it exists already, nothing is done\n'
            'keep\n'
            '    Called with the name of each file in the archive; returns whether to unpack it. None: all\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    `folder`'
        ),
    },
    'tl_nbdev.images.columns': {
        'has_lists': (
            'Parameters\n'
            '----------\n'
            'values\n'
            '    A column'
        ),
    },
    'tl_nbdev.images.decisions': {
        'DecisionLog': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    Path of the file, which is created with the first decision\n'
            'images\n'
            '    The images that the log is about'
        ),
        'decided': (
            'Parameters\n'
            '----------\n'
            'record\n'
            '    About these images'
        ),
        'label': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With one class an image, as far as it has labels\n'
            'labels\n'
            '    Path (as in the table, or relative to the set) → label; {}: none\n'
            'log\n'
            '    File of the decisions, which is created with the first one'
        ),
        'DecisionLog.add': (
            'Parameters\n'
            '----------\n'
            'do\n'
            '    What was decided\n'
            '**facts\n'
            '    Details of the decision: image, label, was'
        ),
        'DecisionLog.add_all': (
            'Parameters\n'
            '----------\n'
            'notes\n'
            '    What `add` takes, of each decision'
        ),
        'ImageSet.with_decisions': (
            'Parameters\n'
            '----------\n'
            'log\n'
            '    File of `tl.label`, or of a `Cleaner`'
        ),
    },
    'tl_nbdev.images.decoding': {
        'has_end_marker': (
            'Parameters\n'
            '----------\n'
            'data\n'
            '    A JPEG file, or its last part'
        ),
        'opened_image': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    An image file\n'
            'file\n'
            '    Its content, if that has been read already\n'
            '\n'
            'Yields\n'
            '------\n'
            'Image.Image\n'
            '    A context manager that yields it'
        ),
        'used_bits': (
            'Parameters\n'
            '----------\n'
            'im\n'
            '    With values of more than 8 bits: a mode that starts with I or F\n'
            '\n'
            'Returns\n'
            '-------\n'
            'int\n'
            '    8, 10, 12, 14 or 16'
        ),
        'load_pixels': (
            'Parameters\n'
            '----------\n'
            'im\n'
            '    Opened'
        ),
        'to_rgb': (
            'Parameters\n'
            '----------\n'
            'im\n'
            '    Of any mode; it is loaded, and rotated in place\n'
            'background\n'
            '    RGB, 0 … 255; shows through transparent pixels\n'
            'bits\n'
            '    Of images with more than 8 bits: how many are used; None: as many as the largest value takes\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Image.Image\n'
            '    Mode RGB'
        ),
        'open_image': (
            'Parameters\n'
            '----------\n'
            'path\n'
            "    An image file, or a Pillow image (which isn't modified)\n"
            'background\n'
            '    RGB, 0 … 255; shows through transparent pixels\n'
            'file\n'
            '    Its content, if that has been read already\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Image.Image\n'
            '    Mode RGB, the right way up'
        ),
        'open_square': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    An image file, or a Pillow image\n'
            'size\n'
            '    Side length in pixels\n'
            'file\n'
            '    Its content, if that has been read already\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Image.Image\n'
            '    Mode RGB, `size` × `size`'
        ),
    },
    'tl_nbdev.images.display': {
        'ImageSet.show': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Number of images\n'
            'seed\n'
            '    Selects which ones\n'
            'side\n'
            '    Size of each image in pixels; its aspect ratio is kept\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.images.from_files': {
        'same_stems': (
            'Parameters\n'
            '----------\n'
            'paths\n'
            '    Paths of files\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[tuple[str, ...]]\n'
            '    Those of one name each'
        ),
        'image_files_in': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    The folder\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[str]\n'
            '    Their paths, sorted'
        ),
        'ImageSet.from_csv': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    A UTF-8 file, or a URL (then its folder is downloaded); all columns are kept\n'
            'image\n'
            '    Column of paths, relative to `root`\n'
            'label\n'
            '    Column of labels; several columns, or a dict task → column, for several tasks Beside `labels` and `numbers`, name it only if it is a target, too\n'
            'root\n'
            '    Folder with the images; None: the folder of the CSV file\n'
            'allow_unsplit\n'
            '    Whether rows may have no split while others have one\n'
            'unlabelled\n'
            '    Whether rows may have no label: images to label later, see `tl.label`\n'
            'label_sep\n'
            "    Separator of several labels in the column `label`, such as ';'; an empty field means none of them\n"
            'labels\n'
            '    Columns of 0 and 1, one for each label: an image may have several\n'
            'numbers\n'
            "    Columns of numbers to predict, or column → unit, such as {'angle': '°'}"
        ),
        'ImageSet.from_folder': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    A folder with one subfolder per class, or with train/valid/test folders that contain these; or a URL\n'
            'split_folders\n'
            '    Whether folders called train, valid, val or test are splits\n'
            'label_from\n'
            '    Which of several nested class folders is the label; None refuses them\n'
            'linked\n'
            '    Whether a picture may have several labels: it lies in the folder of one, and links to it in those of the others\n'
            'unlabelled\n'
            '    Whether images that lie in no subfolder belong to the set: to label later, see `tl.label`'
        ),
        'ImageSet.to_csv': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    Destination; paths in the file are relative to `root`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    The file'
        ),
    },
    'tl_nbdev.images.hub_sets': {
        'ImageSet.from_hub': (
            'Parameters\n'
            '----------\n'
            'repo\n'
            "    'owner/name' of a data set on the Hub, with or without @revision behind it\n"
            'label\n'
            '    Column of labels, where the repository has a metadata.csv\n'
            'label_from\n'
            '    As in `from_folder`, where it has none\n'
            'allow_unsplit\n'
            '    As in `from_csv`\n'
            'unlabelled\n'
            '    As in both'
        ),
    },
    'tl_nbdev.images.named_sets': {
        'load_images': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    One of `list_image_sets`\n'
            '**options\n'
            "    Options of that set; ELPV: `task` 'binary', 'four_level', 'cell_type' or 'multi'"
        ),
        'list_image_sets': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per set: images, tasks (and classes), licence, origin, here'
        ),
    },
    'tl_nbdev.images.splits': {
        'connected_components': (
            'Parameters\n'
            '----------\n'
            'a\n'
            '    (n,) of int: rows with the same number belong together\n'
            'b\n'
            '    (n,) of int: a second such grouping\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n,) of int, 0 … number of components - 1'
        ),
        'warn_of_scattered': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With splits\n'
            'stratify\n'
            '    The column that they were stratified by'
        ),
        'ImageSet.units': (
            'Parameters\n'
            '----------\n'
            'blocks\n'
            '    Cut the table into this many runs, each a unit; None: groups alone\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n,) of int'
        ),
        'ImageSet.in_judged_groups': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n,) of bool'
        ),
        'ImageSet.bins': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,) of int64, from 0 on'
        ),
        'ImageSet.with_splits': (
            'Parameters\n'
            '----------\n'
            'valid\n'
            '    Share of validation images, 0 … 1; 0: no validation split\n'
            'test\n'
            '    Share of test images, 0 … 1; 0: no test split\n'
            'seed\n'
            '    A different seed gives a different split\n'
            'stratify\n'
            '    Column to spread evenly over the splits, besides the label\n'
            'blocks\n'
            '    Cut the table into this many runs, each kept in one split\n'
            'group\n'
            "    Column whose equal values stay in one split, such as 'patient'; it is added to the groups\n"
            'keep\n'
            '    A split that stays as it is; the other rows are divided anew'
        ),
        'ImageSet.folds': (
            'Parameters\n'
            '----------\n'
            'k\n'
            '    Number of folds, 2 or more\n'
            'valid\n'
            '    Share of validation images among those not in the test split, 0 … 1\n'
            'seed\n'
            '    A different seed gives different folds\n'
            'stratify\n'
            '    Column to spread evenly over the splits, besides the label\n'
            'group\n'
            "    Column whose equal values stay in one split, such as 'patient'; it is added to the groups\n"
            '\n'
            'Returns\n'
            '-------\n'
            'list[ImageSet]\n'
            '    As many as `k`'
        ),
        'ImageSet.subsample_labels': (
            'Parameters\n'
            '----------\n'
            'per_class\n'
            '    Training images to keep per class, or at least per label, 1 or more\n'
            'seed\n'
            '    A different seed keeps different images\n'
            'splits\n'
            "    Splits to subsample; ('train', 'valid') also limits the labels used for model selection\n"
            '\n'
            'Returns\n'
            '-------\n'
            'ImageSet\n'
            '    With as many rows; the dropped ones have no split'
        ),
        'ImageSet.with_domains': (
            'Parameters\n'
            '----------\n'
            'by\n'
            '    Column with the domain of each image\n'
            'train\n'
            '    Its value, or values, for the training and validation images\n'
            'test\n'
            '    Its value, or values, for the test images; None: all others\n'
            'valid\n'
            '    Share of validation images in the training domain, 0 … 1\n'
            'seed\n'
            '    A different seed gives a different split\n'
            '\n'
            'Returns\n'
            '-------\n'
            'ImageSet\n'
            '    With as many rows; images of other domains have no split'
        ),
    },
    'tl_nbdev.images.squares': {
        'digest': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    A file\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    64 hexadecimal digits'
        ),
        'file_digests': (
            'Parameters\n'
            '----------\n'
            'paths\n'
            '    Files\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[str]\n'
            '    64 hexadecimal digits each'
        ),
        'decoding_bytes': (
            'Parameters\n'
            '----------\n'
            'im\n'
            '    Opened, but not decoded yet'
        ),
        'decoder_facts': (
            'Returns\n'
            '-------\n'
            'str\n'
            "    Such as '2-pillow-12.0.0-1f0c…'"
        ),
        'decoded_cache': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Or paths of image files\n'
            'size\n'
            '    Side length in pixels\n'
            'progress\n'
            '    Whether to show a progress bar while squares are computed\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Rows\n'
            '    (size, size, 3), uint8, in the order of `images`; same pixels as `open_square`'
        ),
        'ImageSet.digests': (
            'Returns\n'
            '-------\n'
            'list[str]\n'
            '    64 hexadecimal digits each, in the order of the table'
        ),
        'ImageSet.content': (
            'Returns\n'
            '-------\n'
            'str\n'
            '    16 hexadecimal digits'
        ),
    },
    'tl_nbdev.images.table': {
        'ImageSet': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Shown in outputs and messages\n'
            'root\n'
            '    The folder that relative paths start from\n'
            'classes\n'
            '    All labels in order, including any that a subset lacks\n'
            'ignored\n'
            '    What the scan of a folder left out → how often\n'
            'tasks\n'
            '    With several tasks: what each of them is\n'
            'recipe\n'
            '    Python code that makes the same set again; empty if unknown\n'
            'noted\n'
            '    Path → SHA-256 when the file was first hashed; shared by all sets that were made from this one\n'
            'kind\n'
            '    What `classes` are, if there is a single task'
        ),
        'checked_images': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    The value passed as an `ImageSet`'
        ),
        'of_one_task': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    The value passed as an `ImageSet`'
        ),
        'of_one_target': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    The value passed as an `ImageSet`'
        ),
        'images_code': (
            'Returns\n'
            '-------\n'
            'str\n'
            '    Python'
        ),
        'ImageSet.target_columns': (
            'Returns\n'
            '-------\n'
            'dict[str, list[str] | dict[str, str]]\n'
            '    Any of label, labels and numbers; empty: one class an image'
        ),
        'ImageSet.from_frame': (
            'Parameters\n'
            '----------\n'
            'df\n'
            '    One row per file; `split`, `weight` and `group` have a meaning, all columns are kept\n'
            'image\n'
            '    Column of paths; a number in a table without names\n'
            'label\n'
            '    Column of labels; several columns, or a dict task → column, for several tasks Beside `labels` and `numbers`, name it only if it is a target, too\n'
            'root\n'
            '    Folder that paths are relative to and must stay inside; None: paths are used as they are\n'
            'name\n'
            '    Name of the set\n'
            'allow_unsplit\n'
            '    Whether rows may have no split while others have one\n'
            'unlabelled\n'
            '    Whether rows may have no label: images to label later, see `tl.label`\n'
            'label_sep\n'
            "    Separator of several labels in the column `label`, which may also hold lists; none of them: ''\n"
            'labels\n'
            '    Columns of 0 and 1, one for each label: an image may have several\n'
            'numbers\n'
            '    Columns of numbers to predict, or column → unit'
        ),
        'ImageSet.with_column': (
            'Parameters\n'
            '----------\n'
            'name\n'
            "    A new column, or one that is replaced, such as 'group'\n"
            'values\n'
            '    One text per row, for labels one of `classes`; None: no values'
        ),
        'ImageSet.take': (
            'Parameters\n'
            '----------\n'
            'rows\n'
            '    Positions from 0, or one boolean per row'
        ),
        'ImageSet.split': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Which one'
        ),
        'ImageSet.targets': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n,) of int64, positions in `classes`'
        ),
        'ImageSet.task_targets': (
            'Returns\n'
            '-------\n'
            'dict[str, np.ndarray]\n'
            '    Task → (n,) of int64, positions in `tasks[task].classes`'
        ),
        'ImageSet.class_tasks': (
            'Returns\n'
            '-------\n'
            'dict[str, np.ndarray]\n'
            '    Task → (classes,) of int64, positions in `tasks[task].classes`'
        ),
        'ImageSet.has_label': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, labels) of bool'
        ),
        'ImageSet.values': (
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, numbers) of float64'
        ),
        'ImageSet.for_task': (
            'Parameters\n'
            '----------\n'
            'task\n'
            '    One of `tasks`; None: the only one'
        ),
        'ImageSet.with_order': (
            'Parameters\n'
            '----------\n'
            '*classes\n'
            '    All classes, from low to high; none if they are numbers\n'
            'task\n'
            '    The task that they belong to, if the set has several'
        ),
        'ImageSet.marks': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    (images, marks) of bool'
        ),
        'ImageSet.counts': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            "    One row per class, or label; columns train, valid, test and 'none', as far as they occur"
        ),
    },
    'tl_nbdev.interpretation.attention': {
        'Cam': (
            'Parameters\n'
            '----------\n'
            'heat\n'
            '    (size, size), 0 … 1\n'
            'picture\n'
            '    (size, size, 3), uint8\n'
            'target\n'
            '    The class\n'
            'probability\n'
            "    The network's probability for it"
        ),
        'Cam.table': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    (size, size)'
        ),
        'cam': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'image\n'
            '    An image file\n'
            'target\n'
            '    The class; None: the most probable one\n'
            'stage\n'
            '    Whose maps are used; None: the last one that has places, not just a class token'
        ),
        'Cam.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw the heatmap; None: in a new figure, beside the picture'
        ),
    },
    'tl_nbdev.interpretation.channels': {
        'Pictures': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per picture\n'
            'pictures\n'
            '    (height, width) or (height, width, 3), 0 … 1\n'
            'titles\n'
            '    One per picture\n'
            'title\n'
            '    Of the whole figure\n'
            'across\n'
            '    Pictures per row'
        ),
        'filters': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Pictures\n'
            '    Table: filter, contrast, colour'
        ),
        'one_picture': (
            'Parameters\n'
            '----------\n'
            'image\n'
            '    An image file\n'
            'body\n'
            '    From `stage_reader`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (1, channels, size, size), uint8'
        ),
        'feature_maps': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'image\n'
            '    An image file\n'
            'stage\n'
            "    Such as 'stage2'\n"
            'n\n'
            '    Number of channels; those that vary most over the picture come first\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            '\n'
            'Returns\n'
            '-------\n'
            'Pictures\n'
            '    Table: channel, mean, highest, spread'
        ),
        'receptive_field': (
            'Parameters\n'
            '----------\n'
            'body\n'
            '    From `stage_reader`\n'
            'stage\n'
            "    Such as 'stage2'"
        ),
        'strongest_responses': (
            'Parameters\n'
            '----------\n'
            'body\n'
            '    From `stage_reader`\n'
            'squares\n'
            '    Pictures (images, size, size, 3), uint8\n'
            'stage\n'
            "    Such as 'stage2'\n"
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[np.ndarray, np.ndarray, int]\n'
            "    Two arrays (images, channels), and the map's width"
        ),
        'patches_at': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    That were searched\n'
            'body\n'
            '    From `stage_reader`\n'
            'stage\n'
            "    Such as 'stage3'\n"
            'squares\n'
            '    The images as (images, size, size, 3), uint8\n'
            'strongest\n'
            '    From `strongest_responses`\n'
            'channels\n'
            '    As in `top_patches`\n'
            'n\n'
            '    Patches per channel\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Pictures\n'
            '    As from `top_patches`'
        ),
        'top_patches': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    To search\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'stage\n'
            "    Such as 'stage3'\n"
            'channels\n'
            '    Channel indices; None: the four whose strongest responses stand out most\n'
            'n\n'
            '    Patches per channel, each from a different image\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            '\n'
            'Returns\n'
            '-------\n'
            'Pictures\n'
            '    Table: channel, path, x, y (centre, in pixels of the square), response'
        ),
        'Pictures.plot': (
            'Parameters\n'
            '----------\n'
            'axes\n'
            '    One per picture; None: in a new figure\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Of Axes, flat'
        ),
    },
    'tl_nbdev.interpretation.drifts': {
        'Drift': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per stage: stage, cka (0 … 1), weights (relative distance)'
        ),
        'drift': (
            'Parameters\n'
            '----------\n'
            'before\n'
            '    Backbone or learner\n'
            'after\n'
            '    Learner or backbone with the same architecture\n'
            'images\n'
            '    ImageSet on which features are compared\n'
            'size\n'
            '    Image size (pixels); that of `after` if None'
        ),
        'Drift.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    matplotlib Axes; a new figure if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Axes\n'
            '    The Axes'
        ),
    },
    'tl_nbdev.interpretation.probes': {
        'FeatureScaler.fit': (
            'Parameters\n'
            '----------\n'
            'X\n'
            '    Features (images, channels)\n'
            'y\n'
            '    Not used\n'
            'sample_weight\n'
            '    Of each image'
        ),
        'nearest_neighbour': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Number of images to learn from\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Any\n'
            '    scikit-learn classifier'
        ),
        'fold_numbers': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    To divide\n'
            'folds\n'
            '    Number of folds\n'
            'seed\n'
            '    Of the division\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    One number per image'
        ),
        'out_of_fold': (
            'Parameters\n'
            '----------\n'
            'make\n'
            '    Number of images → a new classifier\n'
            'x\n'
            '    Features (images, channels)\n'
            'images\n'
            '    One per row of `x`, with labels and weights\n'
            'fold\n'
            '    From `fold_numbers`\n'
            'how\n'
            "    Method of the classifier: 'predict' or 'predict_proba'\n"
            'weigh\n'
            '    Its fit argument that takes sample weights; None: all weigh the same\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    One row per image'
        ),
        'accuracy_interval': (
            'Parameters\n'
            '----------\n'
            'right\n'
            '    Whether each image is classified correctly\n'
            'weight\n'
            '    Of each image\n'
            'units\n'
            '    As from `ImageSet.units`; None: each image is one of its own\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float, float]\n'
            '    (accuracy, low, high)'
        ),
        'StageProbe': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per stage: stage, parameters, MB, ms, probe, probe_low, probe_high, knn, knn_low, knn_high\n'
            'majority\n'
            '    The accuracy of always predicting the most frequent class; of numbers 0\n'
            'name\n'
            '    Network and images\n'
            'score\n'
            '    What the columns mean: of numbers R²'
        ),
        'probe_stages': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Its training and validation images, or all if it has no splits\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'seed\n'
            '    Of the folds, and of the 20,000 images that are drawn if there are more\n'
            'task\n'
            '    Name of the task, if the set has several'
        ),
        'keep_report': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    ImageSet with the splits 'train' and 'valid'; the test split is left out\n"
            'plan\n'
            '    Plan for training each cut network; None: only probe the features\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'head\n'
            '    The head of each cut network\n'
            'augment\n'
            '    As in `dataloaders`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'StageProbe\n'
            '    With a plan, also the columns tuned, tuned_low and tuned_high'
        ),
        'StageProbe.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    matplotlib Axes, which may already show another network; a new figure if None\n'
            'x\n'
            "    The x axis: 'stage', 'parameters', 'ms' or 'MB'\n"
            '\n'
            'Returns\n'
            '-------\n'
            'Axes\n'
            '    The Axes'
        ),
    },
    'tl_nbdev.interpretation.shifts': {
        'told_apart': (
            'Parameters\n'
            '----------\n'
            'x\n'
            '    Features (images, width)\n'
            'new\n'
            '    (images,) booleans: whether an image is new\n'
            'units\n'
            '    (images,) of int: images with one number belong together, such as a group\n'
            'times\n'
            '    Number of random exchanges'
        ),
        'Shift': (
            'Parameters\n'
            '----------\n'
            'auroc\n'
            '    Of a classifier that tells them from training images; nan: too few to tell\n'
            'p\n'
            '    How often chance alone gives such an AUROC; nan: too few to tell\n'
            'noticed_from\n'
            '    The AUROC above which a shift would have been noticed\n'
            'table\n'
            '    One row per new picture, the most foreign first: path, foreign (share of the training images that look less foreign), nearest (training image), distance to it (1: typical of training images), group\n'
            'training_images\n'
            '    Number that they were compared with\n'
            'notes\n'
            '    Copies, unreadable files, limitations: one line each'
        ),
        'shift': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    That the network was trained on; its splits train and valid, or all if it has none\n'
            'network\n'
            "    A learner's network is used as it was before training\n"
            'new\n'
            '    New pictures, 8 or more: an `ImageSet`, whose labels are not used, a folder, or a list of files\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'seed\n'
            '    Of the folds'
        ),
        'Shift.plot': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Number of new pictures\n'
            'axes\n'
            '    Two per picture; None: in a new figure\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Of Axes, flat'
        ),
    },
    'tl_nbdev.interpretation.similarity': {
        'stage_matrix': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    One per row\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'stage\n'
            '    Whose features are used; None: the last one\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'file\n'
            '    One more image, for the last row\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, channels)'
        ),
        'logistic_regression': (
            'Returns\n'
            '-------\n'
            'Any\n'
            '    scikit-learn classifier'
        ),
        'Suspects': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per image, most doubtful label first: path, label, suggested, doubt, alone, nearest, apart'
        ),
        'Suspects.outliers': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    The most distant first'
        ),
        'Suspects.near_duplicates': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    The closest first'
        ),
        'suspects': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    To look through\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'stage\n'
            '    Whose features are used; None: the best one by `probe_stages`\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'seed\n'
            '    Seed of the folds\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Suspects\n'
            '    doubt: 1 minus the probability of the label; alone, apart: distances, 1 is typical'
        ),
        'neighbours': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    To search\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'image\n'
            '    Row of the table, or an image file, which may lie outside `images`\n'
            'n\n'
            '    Number of neighbours\n'
            'stage\n'
            '    Whose features are compared; None: the last one\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            '\n'
            'Returns\n'
            '-------\n'
            'Pictures\n'
            '    Table: path, label (empty for a file), distance; the image itself comes first'
        ),
        'Embedding': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per image: x, y, label, path'
        ),
        'embedding_map': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    To draw, 5 or more\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            'stage\n'
            '    Whose features are drawn; None: the last one\n'
            'method\n'
            "    'pca' keeps large distances; 'tsne' keeps neighbours, not distances between groups\n"
            'size\n'
            "    Image size (pixels); the network's own if None"
        ),
        'Suspects.plot': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Number of pictures\n'
            'axes\n'
            '    One per picture; None: in a new figure\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Of Axes, flat'
        ),
        'Embedding.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.interpretation.slices': {
        'picture_facts': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    To measure\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per image: brightness, contrast, sharpness, colour (0 … 255), pixels'
        ),
        'WeakSlices': (
            'Parameters\n'
            '----------\n'
            'table\n'
            '    One row per slice, the least likely by chance first: images, accuracy, low, high (95 % interval that accounts for the search), elsewhere (accuracy of the images in no slice), p (accounts for the search), mistake (the most frequent label → prediction), of (how many of the mistakes), what (by which facts or columns it can be told)\n'
            'rows\n'
            "    Of each slice: rows of the report's images, the most typical first\n"
            'looked_at\n'
            '    Number of groups that were looked at; 0: too few mistakes\n'
            'limit\n'
            '    A group has to be less likely than this by chance alone'
        ),
        'weak_slices': (
            'Parameters\n'
            '----------\n'
            'report\n'
            '    On the images that are searched\n'
            'network\n'
            '    By whose features pictures look alike; pretrained, or trained by you\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'times\n'
            '    Number of random repetitions'
        ),
        'WeakSlices.plot': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Number of pictures of each slice, a line each\n'
            'axes\n'
            '    One per picture; None: in a new figure\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Of Axes, flat'
        ),
    },
    'tl_nbdev.learner.augmentation': {
        'dihedral_transform': (
            'Parameters\n'
            '----------\n'
            'x\n'
            '    Images (…, size, size)\n'
            'view\n'
            '    0 … 7; bit 0: flip left–right, bit 1: flip upside down, bit 2: then swap rows and columns\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    Of the same shape'
        ),
        'RandomView': (
            'Parameters\n'
            '----------\n'
            'views\n'
            '    Numbers of the views, as in `dihedral_transform`'
        ),
        'augmentation_transforms': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Name of a preset\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[Transform]\n'
            '    For whole batches'
        ),
        'view_seed': (
            'Parameters\n'
            '----------\n'
            'key\n'
            '    Names the content of an image\n'
            'view\n'
            '    Number of the view\n'
            '\n'
            'Returns\n'
            '-------\n'
            'int\n'
            '    0 … 2**32-1'
        ),
        'drawn_view': (
            'Parameters\n'
            '----------\n'
            'transforms\n'
            '    Of batches\n'
            'x\n'
            '    Images (n, channels, size, size), uint8\n'
            'keys\n'
            '    (n,): name their content\n'
            'view\n'
            '    Number of the view\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    Images as the transforms return them'
        ),
        'show_augment': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Of which one is drawn\n'
            'size\n'
            '    Image size in pixels\n'
            'image\n'
            '    Row of the table\n'
            'versions\n'
            '    Examples per preset\n'
            'axs\n'
            '    Axes, one per preset; None: in a new figure\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    Of Axes'
        ),
    },
    'tl_nbdev.learner.callbacks': {
        'Mixup': (
            'Parameters\n'
            '----------\n'
            'alpha\n'
            '    Of the Beta distribution that the shares are drawn from\n'
            'classes\n'
            '    How many there are'
        ),
        'L2SP': (
            'Parameters\n'
            '----------\n'
            'source\n'
            '    Weight → its origin\n'
            'strength\n'
            '    Times the learning rate'
        ),
        'GradientAccumulation': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Batches a step'
        ),
        'batches_per_step': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A fastai Learner'
        ),
    },
    'tl_nbdev.learner.distributed': {
        'all_gather': (
            'Parameters\n'
            '----------\n'
            't\n'
            '    Of the same shape in all processes\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (processes, …), in main memory'
        ),
        'broadcast_from_rank0': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'number\n'
            '    A value known to one process, for instance from its disk\n'
            '\n'
            'Returns\n'
            '-------\n'
            '_T\n'
            '    The same in all processes inside a block of `data_parallel`'
        ),
        'SplitMetric': (
            'Parameters\n'
            '----------\n'
            'name\n'
            "    In fastai's table\n"
            'classes\n'
            '    How many there are\n'
            'images\n'
            '    How many the split has\n'
            'score\n'
            '    Of probabilities (images, classes)'
        ),
        'SplitMetric.value': (
            'Returns\n'
            '-------\n'
            'float\n'
            '    NaN if an image has no probabilities, or they are not finite'
        ),
        'data_parallel': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'what\n'
            '    Plain data that must be the same in all processes'
        ),
    },
    'tl_nbdev.learner.facts': {
        'layer_facts': (
            'Parameters\n'
            '----------\n'
            'module\n'
            '    Part of a network\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[str] | None\n'
            "    None: it can't be told"
        ),
        'network_facts': (
            'Parameters\n'
            '----------\n'
            'module\n'
            '    Part of a network\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[str] | None\n'
            "    None: it can't be told"
        ),
    },
    'tl_nbdev.learner.learners': {
        'stage_groups': (
            'Parameters\n'
            '----------\n'
            'model\n'
            '    Sequential of body and head, as from `networks.assemble`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[list[nn.Parameter]]\n'
            "    One per stage, then the head's"
        ),
        'group_names': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[str]\n'
            "    For example ['stage1', …, 'head']"
        ),
        'transfer_learner': (
            'Parameters\n'
            '----------\n'
            'dls\n'
            '    From `dataloaders`\n'
            'norm_layers\n'
            '    Policy for norm layers\n'
            'seed\n'
            "    For the head's random weights\n"
            'precision\n'
            "    'auto': bfloat16 if the device supports it\n"
            'accumulate\n'
            '    Batches per optimiser step\n'
            'activation_checkpointing\n'
            '    Trade time for memory: see `networks.Stages`'
        ),
        'try_size': (
            'Parameters\n'
            '----------\n'
            'body\n'
            '    Of a network for `backbone`\n'
            'backbone\n'
            '    The backbone of `body`\n'
            'size\n'
            '    Image size in pixels'
        ),
        'precision_dtype': (
            'Parameters\n'
            '----------\n'
            'precision\n'
            "    'auto', 'float32' or 'bfloat16'\n"
            'device\n'
            '    torch.device\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.dtype | None\n'
            '    torch.dtype, or None'
        ),
        'set_trainable': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'names\n'
            "    Groups to train, e.g. ('stage3', 'head')"
        ),
        'extend_classes': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'dls\n'
            '    `dataloaders` for the same backbone, whose classes include all those of `learn`\n'
            'seed\n'
            '    For the new weights of the head\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Learner\n'
            '    With the options of `transfer_learner` at their defaults'
        ),
        'weights_hash': (
            'Parameters\n'
            '----------\n'
            'norms\n'
            '    Whether to include norm layers\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    SHA-256, hexadecimal'
        ),
    },
    'tl_nbdev.learner.loaders': {
        'to_grey': (
            'Parameters\n'
            '----------\n'
            'squares\n'
            '    RGB (n, size, size, 3), uint8\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (n, size, size, 1), uint8'
        ),
        'worker_death': (
            'Parameters\n'
            '----------\n'
            'e\n'
            '    Raised while batches were loaded or used\n'
            'workers\n'
            '    How many processes load them\n'
            '\n'
            'Returns\n'
            '-------\n'
            'TLError | None\n'
            '    None: it was something else'
        ),
        'loader_like': (
            'Parameters\n'
            '----------\n'
            'dl\n'
            '    From `dataloaders`\n'
            'dataset\n'
            '    One that returns whole batches\n'
            '\n'
            'Returns\n'
            '-------\n'
            'OrderedDataLoader\n'
            '    Without transforms, in this process'
        ),
        'check_size': (
            'Parameters\n'
            '----------\n'
            'size\n'
            '    Image size in pixels'
        ),
        'default_batch_size': (
            'Parameters\n'
            '----------\n'
            'n_train\n'
            '    Number of training images'
        ),
        'check_weights': (
            'Parameters\n'
            '----------\n'
            'backbone\n'
            '    As `backbone` gives it\n'
            'images\n'
            '    With its splits\n'
            'overrides\n'
            "    ('leak',) accepts them anyway\n"
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[Override, ...]\n'
            '    The elements of `overrides` that were needed'
        ),
        'dataloaders': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    With the splits 'train' and 'valid'\n"
            'backbone\n'
            '    As `backbone` gives it\n'
            'size\n'
            "    Image size in pixels; None: the backbone's own input size\n"
            'batch_size\n'
            '    Images per step; None: 32, or a quarter of the training images if these are few\n'
            'augment\n'
            '    See `show_augment`\n'
            'seed\n'
            '    For the order of the training images\n'
            'workers\n'
            '    Processes that prepare batches; None: chosen for this machine\n'
            'overrides\n'
            "    Checks to override by name, e.g. ('leak',)\n"
            'keep_decoded\n'
            '    Keep decoded squares on disk (size² · 3 bytes per image)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'DataLoaders\n'
            '    With a `DataSetup` as .setup'
        ),
        'as_made': (
            'Parameters\n'
            '----------\n'
            'dls\n'
            '    From `dataloaders`'
        ),
    },
    'tl_nbdev.learner.losses': {
        'WeightedCrossEntropy.mean': (
            'Parameters\n'
            '----------\n'
            'out\n'
            '    As above\n'
            'weights\n'
            '    (batch,)'
        ),
        'batch_weights': (
            'Parameters\n'
            '----------\n'
            'loss_func\n'
            '    Any loss\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor | None\n'
            '    (batch,) or (batch, tasks); or None'
        ),
        'accuracy': (
            'Parameters\n'
            '----------\n'
            'out\n'
            '    Output of a head: (batch, classes), or (batch, 1) for two classes\n'
            'targets\n'
            '    Class indices (batch,)'
        ),
        'balance': (
            'Parameters\n'
            '----------\n'
            'labels\n'
            '    Class names\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (images,)'
        ),
        'image_weights': (
            'Parameters\n'
            '----------\n'
            'part\n'
            '    The images of a split\n'
            'balanced\n'
            '    Whether the classes of each task shall weigh the same\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (images,); balanced and with several tasks (images, tasks)'
        ),
        'TaskLosses': (
            'Parameters\n'
            '----------\n'
            'class_tasks\n'
            '    As `ImageSet.class_tasks`: task → (joint classes,), the class of each in it, or the number\n'
            'tasks\n'
            '    What each is; None: classes\n'
            'spread\n'
            '    Of each number in the training images'
        ),
    },
    'tl_nbdev.learner.norm_layers': {
        'norm_policy': (
            'Parameters\n'
            '----------\n'
            'policy\n'
            "    'auto', or one of `norm_policies`\n"
            'body\n'
            '    Stages of the network\n'
            'dls\n'
            '    From `dataloaders`\n'
            'epochs\n'
            '    Epochs it will be trained for, if known\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    One of `norm_policies`'
        ),
    },
    'tl_nbdev.learner.predictions': {
        'dataset_like': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'images\n'
            '    Any\n'
            '\n'
            'Returns\n'
            '-------\n'
            'ImageDatasets\n'
            "    Of (image, class index); -1 for a class that the learner doesn't have"
        ),
        'check_float32': (
            'Parameters\n'
            '----------\n'
            'model\n'
            '    A network'
        ),
        'predict_probs': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'images\n'
            "    Of the learner's classes\n"
            'task\n'
            '    The task, if the learner has several\n'
            'tta\n'
            "    'flips', 'flips_hv' or 'dihedral': average over these views of each image\n"
            'change\n'
            '    A function of pixels (batch, channels, size, size), uint8, applied before the network\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, classes), float64, rows sum to 1; of all labels, if an image may have several: (images, labels); or (images, numbers)'
        ),
        'valid_probs': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`, with one task, or with labels or numbers\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    As from `predict_probs`'
        ),
    },
    'tl_nbdev.learner.resizing': {
        'swapped': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A fastai Learner\n'
            'model\n'
            '    The model in the block; None: its own\n'
            'dls\n'
            '    The data loaders in the block; None: its own'
        ),
        'training_size': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'size\n'
            "    Image size in pixels; None: the learner's own"
        ),
        'few_views': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`'
        ),
    },
    'tl_nbdev.learner.scores': {
        'predicted_classes': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    (images, classes)\n'
            'threshold\n'
            '    With two classes: from which probability on it is the second one\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images,)'
        ),
        'decision_scores': (
            'Parameters\n'
            '----------\n'
            'targets\n'
            '    The class number of each image\n'
            'weight\n'
            '    The weight of each image\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, Callable[[np.ndarray], float]]\n'
            '    Name → function of class numbers'
        ),
        'order_scores': (
            'Parameters\n'
            '----------\n'
            'targets\n'
            '    The class number of each image\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, Callable[[np.ndarray], float]]\n'
            '    Name → function of class numbers'
        ),
        'score_functions': (
            'Parameters\n'
            '----------\n'
            'targets\n'
            '    The class number of each image\n'
            'weight\n'
            '    The weight of each image\n'
            'threshold\n'
            '    With two classes: from which probability on it is the second one\n'
            'ordered\n'
            '    Whether the classes have an order: more metrics\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, Callable[[np.ndarray], float]]\n'
            '    Name → function of probabilities (images, classes)'
        ),
        'rescaled': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    (images, classes)\n'
            'temperature\n'
            '    Divides the logits\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, classes)'
        ),
        'fitted_temperature': (
            'Parameters\n'
            '----------\n'
            'targets\n'
            '    The class number of each image\n'
            'probs\n'
            '    (images, classes)\n'
            'weight\n'
            '    Of each image; None: all alike\n'
            'pull\n'
            '    Towards 1: added to the losses of the images is pull · (log temperature)² / 2\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    Above 1: the probabilities are overconfident'
        ),
        'calibrated_loss': (
            'Parameters\n'
            '----------\n'
            'targets\n'
            '    The class number of each image\n'
            'probs\n'
            '    (images, classes)\n'
            'weight\n'
            '    Of each image; None: all alike'
        ),
        'split_metric': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'name\n'
            "    One of `score_functions`, or 'calibrated_loss'"
        ),
    },
    'tl_nbdev.learner.setups': {
        'DataSetup': (
            'Parameters\n'
            '----------\n'
            'size\n'
            '    Pixels a side\n'
            'augment\n'
            '    Name of the augmentation of training images\n'
            'keep_decoded\n'
            '    Whether decoded squares are kept on disk\n'
            'overrides\n'
            "    Checks that were overridden, such as ('leak',)\n"
            'features\n'
            '    Whether the loaders give kept features, not pictures'
        ),
        'has_setup': (
            'Parameters\n'
            '----------\n'
            'dls\n'
            '    Anything'
        ),
        'LearnerSetup': (
            'Parameters\n'
            '----------\n'
            'head_seed\n'
            "    Of the head's random weights\n"
            'norm_policy\n'
            "    As it was asked for: 'auto', or one of `norm_policies`\n"
            'norm_layers\n'
            '    The callback that holds the norm layers\n'
            'precision\n'
            '    The callback for mixed precision\n'
            'learned_from\n'
            '    Image sets of the learners that it was made from\n'
            'held_out\n'
            '    Probabilities of the validation images by heads that had not learned from them, (images, classes), or of several tasks by task; None: as they were not learned from, the learner itself predicts them\n'
            'last_run\n'
            '    The `Run` that its weights come from; None if something else changed them'
        ),
        'change_setup': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    Learner from `transfer_learner`\n'
            '**changes\n'
            '    Fields of `LearnerSetup`'
        ),
        'is_ours': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    Anything'
        ),
        'callback_of': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A fastai Learner\n'
            'kind\n'
            '    Class of callbacks, as `Mixup`\n'
            '\n'
            'Returns\n'
            '-------\n'
            '_C | None\n'
            '    The first one; None if there is none'
        ),
        'shows_progress': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A fastai Learner'
        ),
    },
    'tl_nbdev.learner.small_parts': {
        'part_of_stage': (
            'Parameters\n'
            '----------\n'
            'stage\n'
            '    Of a body, or all of it\n'
            'part\n'
            "    'norms', 'bias' or 'lora'\n"
            'rank\n'
            "    Of 'lora': narrower matrices are left out"
        ),
        'small_changes': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'part\n'
            "    'norms', 'bias' or 'lora'\n"
            'rank\n'
            "    Of 'lora'\n"
            '\n'
            'Yields\n'
            '------\n'
            'int\n'
            '    The number of weights of the body that learn'
        ),
        'rest_hash': (
            'Parameters\n'
            '----------\n'
            'body\n'
            '    Of a learner\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    SHA-256, hexadecimal'
        ),
    },
    'tl_nbdev.networks.alignments': {
        'alignment': (
            'Parameters\n'
            '----------\n'
            'source\n'
            '    Features (n, width), float64\n'
            'target\n'
            '    Features of other images (m, width)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Callable[[np.ndarray], np.ndarray]\n'
            '    Takes features (…, width), and gives as many'
        ),
    },
    'tl_nbdev.networks.backbones': {
        'Backbone': (
            'Parameters\n'
            '----------\n'
            'id\n'
            "    Such as 'timm/tf_efficientnet_lite0'\n"
            'mean\n'
            '    Of the channels, for images in 0 … 1\n'
            'input_size\n'
            '    Image size in pixels used in training\n'
            'channels\n'
            '    Of the images: 3, or 1 for greyscale\n'
            'truncate_after\n'
            '    The last stage to keep; None: all\n'
            'reinit\n'
            '    Stages that start from random weights'
        ),
        'Backbone.network': (
            'Parameters\n'
            '----------\n'
            'size\n'
            '    Image size in pixels that it is meant for; None: `input_size`'
        ),
        'Backbone.body': (
            'Parameters\n'
            '----------\n'
            'size\n'
            '    Image size in pixels that it will be used at, which matters for a network of tokens; None: `input_size`'
        ),
        'backbone': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    See `list_backbones`; or a network of your own, any module, which is copied\n'
            'weights\n'
            "    'default' (those of a module are what it has), the path of a file or model folder, or None for random weights\n"
            'truncate_after\n'
            "    The last stage to keep, such as 'stage4'; None: all\n"
            'reinit\n'
            "    Stages that start from random weights, such as ('stage5',)\n"
            'channels\n'
            '    Of the images: 3, or 1 for greyscale\n'
            'mean\n'
            '    The rest is for a network of your own. Of the channels, for images in 0 … 1; None: 0.5 each\n'
            'std\n'
            '    The same\n'
            'size\n'
            '    Image size in pixels that it was trained with; None: 224\n'
            'stages\n'
            "    Names of the submodules at whose ends it is cut, such as ['stem', 'layer1']; None: found by tracing\n"
            'arguments\n'
            '    What its class was called with, as plain data; None: nothing, or unknown'
        ),
        'as_backbone': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    Backbone or the name of one, as in `backbone`'
        ),
        'register_backbone': (
            'Parameters\n'
            '----------\n'
            'name\n'
            "    Such as 'mine/net'\n"
            'build\n'
            '    The network: images (batch, 3, size, size) → logits of its own classifier\n'
            'mean\n'
            '    Of the channels, for images in 0 … 1\n'
            'std\n'
            '    The same\n'
            'input_size\n'
            '    Image size in pixels'
        ),
    },
    'tl_nbdev.networks.catalogue': {
        'list_backbones': (
            'Parameters\n'
            '----------\n'
            'offline\n'
            '    Only those whose default weights are available locally\n'
            'family\n'
            "    Only those with this in their name, such as 'vit' or 'convnext'\n"
            'license\n'
            "    Only those whose weights have this licence, such as 'apache-2.0'\n"
            'max_params\n'
            '    Only those with at most so many million parameters\n'
            'max_ms\n'
            '    Only those that take at most so many milliseconds an image here; measures those that were not yet, with a bar\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            "    name, weights ('packaged', 'downloaded' or 'own'), here, input_size, parameters (millions) and gflops (an image), both without classifier, top1 (ImageNet, %, as published) and top1_source, license (as timm states it; '' if it doesn't), ms (an image, measured here; NaN: not yet)"
        ),
    },
    'tl_nbdev.networks.changes': {
        'only_changes': (
            'Parameters\n'
            '----------\n'
            'tensors\n'
            "    Of a model folder: 'body.…' and 'head.…'\n"
            'backbone\n'
            '    What the training started from\n'
            'size\n'
            '    Image size in pixels\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[dict[str, torch.Tensor], dict[str, Any]]\n'
            '    (tensors, what identifies the start: plain data)'
        ),
        'shared_body': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Of the backbone\n'
            'facts\n'
            '    From `only_changes`\n'
            'path\n'
            '    Of its weights; None: the published ones, if they are on this machine\n'
            'where\n'
            '    The folder, for error messages\n'
            '**cut\n'
            '    As in `backbone`'
        ),
        'with_start': (
            'Parameters\n'
            '----------\n'
            'kept\n'
            '    From `only_changes`, like the next\n'
            'backbone\n'
            '    With the weights of the start\n'
            'size\n'
            '    Image size in pixels\n'
            'where\n'
            '    The folder, for error messages'
        ),
    },
    'tl_nbdev.networks.familiarity': {
        'Familiarity.forward': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    (n, channels): what the head sees\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[torch.Tensor, torch.Tensor, torch.Tensor]\n'
            '    each (n,): familiarity; distance to the nearest known image, where 1 is usual; its number'
        ),
        'Familiarity.limit': (
            'Parameters\n'
            '----------\n'
            'share\n'
            '    Of the pictures of known classes that pass, above 0 up to 1\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            '    Pictures that are less familiar belong to none of the classes; -inf: all pass'
        ),
        'Familiarity.checked': (
            'Parameters\n'
            '----------\n'
            'tensors\n'
            '    From a file\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Familiarity | None\n'
            '    None: they make no sense'
        ),
        'check_share': (
            'Parameters\n'
            '----------\n'
            'share\n'
            '    From the user'
        ),
        'fit_familiarity': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    (images, channels): what the head sees of known pictures\n'
            'classes\n'
            '    (images,): their class numbers\n'
            'units\n'
            '    (images,): equal for images of one group; None: each by itself\n'
            'unseen\n'
            '    (images,): whether the network had no chance to learn it; these set the limit, if they are 40\n'
            'seed\n'
            '    For the choice of images, where there are too many'
        ),
    },
    'tl_nbdev.networks.heads': {
        'ordered_logits': (
            'Parameters\n'
            '----------\n'
            'score\n'
            '    (…, 1)\n'
            'steps\n'
            '    (…, classes - 1): the first threshold, then what softplus makes the gaps\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (…, classes)'
        ),
        'ordered_steps': (
            'Parameters\n'
            '----------\n'
            'shares\n'
            '    (classes,): how frequent each class is, in any unit\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (classes - 1,): what `ordered_logits` takes'
        ),
        'set_usual': (
            'Parameters\n'
            '----------\n'
            'head\n'
            '    From `Head.build`\n'
            'targets\n'
            '    Of the training images; or {task: those}'
        ),
        'Head': (
            'Parameters\n'
            '----------\n'
            'dropout\n'
            '    Probability of dropping a pooled feature in training, 0 … 1\n'
            'hidden\n'
            '    Widths of the hidden layers, each followed by ReLU\n'
            'sigmoid\n'
            '    One logit for a binary task, instead of two\n'
            'pool\n'
            "    Over positions; 'avgmax': both, concatenated\n"
            'conv_channels\n'
            '    Channels of 3 × 3 convolutions before the pooling, each followed by batch norm and ReLU'
        ),
        'Head.build': (
            'Parameters\n'
            '----------\n'
            'channels\n'
            '    Of the feature maps\n'
            'n_classes\n'
            '    Number of classes, or what the target is; or {task: either}\n'
            'seed\n'
            '    For the random weights'
        ),
        'split_head': (
            'Parameters\n'
            '----------\n'
            'head\n'
            '    From `Head.build`'
        ),
        'class_logits': (
            'Parameters\n'
            '----------\n'
            'out\n'
            '    Output of a head: (batch, classes), or (batch, 1) for two classes\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (batch, classes)'
        ),
        'extend_head': (
            'Parameters\n'
            '----------\n'
            'head\n'
            '    From `Head.build`, for the classes `old`\n'
            'old\n'
            '    Its classes, in order\n'
            'new\n'
            '    All classes of the new head, in order; must include those in `old`\n'
            'seed\n'
            '    For the new rows\n'
            '\n'
            'Returns\n'
            '-------\n'
            'nn.Sequential\n'
            '    A head that shares all layers but the last with `head`'
        ),
        'join': (
            'Parameters\n'
            '----------\n'
            'body\n'
            '    Without its layers behind the pooling afterwards, if the head pools in another way\n'
            'head\n'
            '    The options of the new layers\n'
            'n_classes\n'
            '    2 or more, or what the target is; or {task: either}\n'
            'seed\n'
            "    For the head's random weights\n"
            '\n'
            'Returns\n'
            '-------\n'
            'nn.Sequential\n'
            '    [0] the body; [1] the head'
        ),
        'assemble': (
            'Parameters\n'
            '----------\n'
            'n_classes\n'
            '    2 or more, or what the target is; or {task: either}\n'
            'seed\n'
            "    For the head's random weights\n"
            'size\n'
            "    Image size in pixels; None: the network's own\n"
            '\n'
            'Returns\n'
            '-------\n'
            'nn.Sequential\n'
            '    [0] the body, a Sequential of stages; [1] the head'
        ),
    },
    'tl_nbdev.networks.prediction_sets': {
        'images_needed': (
            'Parameters\n'
            '----------\n'
            'coverage\n'
            '    Above 0, below 1'
        ),
        'checked_probs': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    From the user\n'
            'classes\n'
            '    Names of the columns\n'
            'where\n'
            '    What to call each row, for error messages; empty: by its number\n'
            'several\n'
            "    Whether an image may have several of them: rows don't add up to 1\n"
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, classes), float64'
        ),
        'score_reached': (
            'Parameters\n'
            '----------\n'
            'scores\n'
            '    Of calibration images, which were not learned from; higher: fits better\n'
            'coverage\n'
            '    Above 0, below 1'
        ),
        'ConformalScores': (
            'Parameters\n'
            '----------\n'
            'true_probs\n'
            '    (images,) float32\n'
            'targets\n'
            '    (images,) int32: numbers of the true classes\n'
            'classes\n'
            '    Names, in the order of the columns of probabilities'
        ),
        'ConformalScores.from_probs': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    (images, classes), rows add up to 1; of images that were not learned from\n'
            'targets\n'
            '    (images,) numbers of the true classes\n'
            'classes\n'
            '    Names, in the order of the columns'
        ),
        'ConformalScores.least_probs': (
            'Parameters\n'
            '----------\n'
            'coverage\n'
            '    Share of the sets that must contain the true class, above 0, below 1\n'
            'by_class\n'
            '    Promise it for the images of each class\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (classes,) float32'
        ),
        'ConformalScores.sets': (
            'Parameters\n'
            '----------\n'
            'probs\n'
            '    (images, classes), of new images\n'
            'coverage\n'
            '    Share of the sets that must contain the true class, above 0, below 1\n'
            'by_class\n'
            '    Promise it for the images of each class\n'
            '\n'
            'Returns\n'
            '-------\n'
            'np.ndarray\n'
            '    (images, classes) of booleans'
        ),
        'ConformalErrors': (
            'Parameters\n'
            '----------\n'
            'errors\n'
            "    (images,) float32, 0 or more, in the number's unit"
        ),
        'ConformalErrors.half_width': (
            'Parameters\n'
            '----------\n'
            'coverage\n'
            '    Share of the intervals that must contain the true number, above 0, below 1\n'
            '\n'
            'Returns\n'
            '-------\n'
            'float\n'
            "    In the number's unit; the interval is the predicted number ± this"
        ),
    },
    'tl_nbdev.networks.stages': {
        'Stages.lacking': (
            'Parameters\n'
            '----------\n'
            'names\n'
            '    Of weights of the network that was cut'
        ),
        'maps_part': (
            'Parameters\n'
            '----------\n'
            'stage\n'
            '    Of `Stages`'
        ),
        'as_maps': (
            'Parameters\n'
            '----------\n'
            'stage\n'
            '    Of `Stages`\n'
            'x\n'
            '    The output of its `maps_part`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (batch, channels, height, width)'
        ),
        'as_vector': (
            'Parameters\n'
            '----------\n'
            'stage\n'
            '    Of `Stages`\n'
            'x\n'
            '    The output of its `maps_part`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'torch.Tensor\n'
            '    (batch, channels)'
        ),
        'original_name': (
            'Parameters\n'
            '----------\n'
            'stage\n'
            '    Of `Stages`\n'
            'name\n'
            '    Of a weight within it'
        ),
        'with_channels_last': (
            'Parameters\n'
            '----------\n'
            'module\n'
            '    Is changed\n'
            '\n'
            'Returns\n'
            '-------\n'
            'nn.Module\n'
            '    Itself'
        ),
        'conv_norm_pairs': (
            'Parameters\n'
            '----------\n'
            'body\n'
            '    `Stages`'
        ),
    },
    'tl_nbdev.networks.tokens': {
        'cut_stages': (
            'Parameters\n'
            '----------\n'
            'net\n'
            '    A network that takes images of shape (batch, channels, size, size)\n'
            'size\n'
            '    Image size in pixels, for which the stages are determined\n'
            'channels\n'
            '    Of the images\n'
            'used_at\n'
            '    Image size in pixels that it will be used at, which matters for tokens; None: `size`\n'
            'names\n'
            '    Submodules at whose ends it is cut; None: it is cut where it halves its maps, or at the ends of blocks\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Stages\n'
            '    `stage1`, `stage2`, …; together they output what the network pools its maps or tokens to, or the maps'
        ),
    },
    'tl_nbdev.networks.weights': {
        'Weights': (
            'Parameters\n'
            '----------\n'
            'name\n'
            "    Of the weights entry, or the file's name\n"
            'path\n'
            '    The file\n'
            'sha256\n'
            '    Of the file, or of the tensors of a module\n'
            'learned\n'
            "    For a model folder: what it was trained on, for each training three hashes: of the data, of data and splits, and of these with the files' bytes (None in folders of older versions)\n"
            'state\n'
            "    For a module of the user's: name → tensor"
        ),
        'own_recipe': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Of a backbone\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, Any] | None\n'
            "    Plain data; None: it is not a module of the user's"
        ),
        'own_again': (
            'Parameters\n'
            '----------\n'
            'id\n'
            '    The backbone of a model folder\n'
            'recipe\n'
            '    From `own_recipe`, in that folder\n'
            'network\n'
            '    Its class, or a network of this class; None: it must be known already in this process\n'
            'where\n'
            '    The folder, for error messages'
        ),
    },
    'tl_nbdev.panels.canvas': {
        'Canvas.on': (
            'Parameters\n'
            '----------\n'
            'what\n'
            "    'pick', 'hover' or 'focus'\n"
            'f\n'
            '    Called with the value of `data-pick`'
        ),
        'Canvas.pick': (
            'Parameters\n'
            '----------\n'
            'key\n'
            '    The value of its `data-pick`'
        ),
    },
    'tl_nbdev.panels.jobs': {
        'duration_text': (
            'Parameters\n'
            '----------\n'
            'seconds\n'
            '    A duration'
        ),
        'Job': (
            'Parameters\n'
            '----------\n'
            'changed\n'
            '    Called with True when a task starts, with False when it ends'
        ),
        'Latest': (
            'Parameters\n'
            '----------\n'
            'f\n'
            '    Called with the arguments of the newest call\n'
            'failed\n'
            '    Called with an exception that it raised'
        ),
        'Job.say': (
            'Parameters\n'
            '----------\n'
            'what\n'
            '    Text, or an exception'
        ),
        'Job.start': (
            'Parameters\n'
            '----------\n'
            'f\n'
            '    Called without arguments in the thread; its result goes to `done`\n'
            'what\n'
            '    What it does, as shown to the user\n'
            'tick\n'
            '    Called with the `Watch` about 4 times a second in another thread; may return a status text\n'
            'done\n'
            '    Called with the result in the thread, not after an error; may return what is said instead of "done"\n'
            'instead\n'
            "    Stop the running task and run this one next, or wait for another panel's; only the last waiting one is run"
        ),
        'Job.join': (
            'Parameters\n'
            '----------\n'
            'seconds\n'
            '    Timeout; None: wait as long as it takes\n'
            '\n'
            'Returns\n'
            '-------\n'
            'bool\n'
            '    Whether it has ended'
        ),
        'Latest.join': (
            'Parameters\n'
            '----------\n'
            'seconds\n'
            '    Timeout; None: no limit\n'
            '\n'
            'Returns\n'
            '-------\n'
            'bool\n'
            '    Whether all calls are done'
        ),
    },
    'tl_nbdev.panels.markup': {
        'plot_image': (
            'Parameters\n'
            '----------\n'
            'draw\n'
            '    Called with the Axes: a `.plot` of this package, or your own function\n'
            'alt\n'
            '    What the figure shows, in a few words\n'
            'width\n'
            '    Inches\n'
            'height\n'
            '    Inches\n'
            'rows\n'
            '    Rows of Axes; `draw` gets an array if there are several Axes\n'
            'columns\n'
            '    Columns of Axes\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML'
        ),
        'picture': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    An image file, or an array (height, width, 3) of uint8\n'
            'size\n'
            '    Width and height in pixels\n'
            'alt\n'
            '    What it shows\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML'
        ),
        'picture_or_reason': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    An image file\n'
            'size\n'
            '    Width and height in pixels\n'
            'alt\n'
            '    What it shows; the file name if None\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML'
        ),
        'side_by_side': (
            'Parameters\n'
            '----------\n'
            'align\n'
            '    Vertical alignment, as in CSS `align-items`'
        ),
        'figure': (
            'Parameters\n'
            '----------\n'
            'image\n'
            '    HTML\n'
            'caption\n'
            '    HTML\n'
            'width\n'
            '    Maximum width, as in CSS\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML'
        ),
        'table': (
            'Parameters\n'
            '----------\n'
            'head\n'
            '    Column headings\n'
            'rows\n'
            '    Rows of cells\n'
            'words\n'
            '    Whether cells contain words, which are left-aligned\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML'
        ),
    },
    'tl_nbdev.panels.panel': {
        'argument_key': (
            'Parameters\n'
            '----------\n'
            'o\n'
            '    An argument'
        ),
        'code_box': (
            'Parameters\n'
            '----------\n'
            'code\n'
            '    Python\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML'
        ),
        'widgets_inside': (
            'Parameters\n'
            '----------\n'
            'widget\n'
            '    A box; others have nothing inside'
        ),
        'Panel.on': (
            'Parameters\n'
            '----------\n'
            'widget\n'
            '    A button, or a control\n'
            'f\n'
            '    Called with the click or the change\n'
            'what\n'
            '    Of a `Canvas`'
        ),
        'Panel.control': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    Its key in `values`\n'
            'widget\n'
            '    An ipywidget with a `value`'
        ),
        'Panel.latest': (
            'Parameters\n'
            '----------\n'
            'f\n'
            '    Called in a thread'
        ),
        'Panel.wait': (
            'Parameters\n'
            '----------\n'
            'seconds\n'
            '    Timeout; None: no limit\n'
            '\n'
            'Returns\n'
            '-------\n'
            'bool\n'
            '    Whether everything is done'
        ),
        'Panel.lay_out': (
            'Parameters\n'
            '----------\n'
            '*rows\n'
            '    Widgets, from top to bottom'
        ),
        'Panel.static_html': (
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML'
        ),
    },
    'tl_nbdev.plans': {
        'trained_groups': (
            'Parameters\n'
            '----------\n'
            'train\n'
            "    'head', 'all', 'stage3+', names, 'norms', 'bias' or 'lora'\n"
            'groups\n'
            "    Names of the network's parameter groups, from the input on\n"
            '\n'
            'Returns\n'
            '-------\n'
            'list[str]\n'
            '    The trained ones of `groups`, in the same order'
        ),
        'group_rates': (
            'Parameters\n'
            '----------\n'
            'lr\n'
            '    One rate, a pair [low, high], or {group: rate}\n'
            'trained\n'
            '    Names of the trained groups\n'
            'layer_decay\n'
            "    Ratio of a group's rate to that of the group above it, if `lr` is a float\n"
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, float]\n'
            '    Group → learning rate'
        ),
        'Phase': (
            'Parameters\n'
            '----------\n'
            'epochs\n'
            '    1 or more\n'
            'train\n'
            "    'head', 'all', 'stage3+' or names; or the head, and of every stage 'norms' alone (weights of norm layers), 'bias', or 'lora' (low-rank changes of its matrices, arXiv 2106.09685)\n"
            'lr\n'
            "    One rate, [low, high] over the trained groups, {group: rate}, or 'find'\n"
            'schedule\n'
            "    'one_cycle': arXiv 1708.07120\n"
            'optimizer\n'
            "    'sgd' has momentum 0.9; 'lbfgs' solves the head to convergence (no `lr`)\n"
            'weight_decay\n'
            '    Decay towards 0, decoupled (arXiv 1711.05101); 0 or more\n'
            'l2_sp\n'
            '    Decoupled decay of the body towards its pretrained weights (arXiv 1802.01483)\n'
            'layer_decay\n'
            "    Ratio of a group's rate to that of the group above it, if `lr` is one number; up to 1\n"
            'dropout\n'
            '    Of the head, 0 … 0.99; None: unchanged\n'
            'label_smoothing\n'
            '    Share of a label spread over all classes (arXiv 1512.00567), 0 … 0.99\n'
            'mixup\n'
            '    Blend pairs of images in proportions from Beta(mixup, mixup) (arXiv 1710.09412), 0 … 100\n'
            'class_weights\n'
            "    'balanced': all classes have the same total weight in training\n"
            'norm_layers\n'
            "    As in `transfer_learner`; 'auto': by the size of the data\n"
            'early_stop\n'
            '    End the phase after this many epochs without improvement\n'
            'pct_start\n'
            "    Share of the phase in which the rate of 'one_cycle' or 'steps' rises\n"
            'div\n'
            '    A one-cycle rate starts at lr/div\n'
            'drops\n'
            "    Where in the phase the rate of 'steps' drops to a tenth, as fractions of it\n"
            'size\n'
            "    Size in pixels of the training images; None: the learner's own\n"
            'folds\n'
            "    Of 'lbfgs': learn from training and validation images, the L2 strength by cross-validation with 2 … 20 folds; None: from the training images, the strength by the validation images\n"
            'rank\n'
            "    Of 'lora': of each change, 1 … 1024; small networks have narrow matrices, which are left out"
        ),
        'Plan': (
            'Parameters\n'
            '----------\n'
            'monitor\n'
            '    Its best value on the validation images decides\n'
            'average\n'
            "    'wise_ft': average the weights at the end of the last phase with those at its start (arXiv 2109.01903)"
        ),
        'Plan.from_dict': (
            'Parameters\n'
            '----------\n'
            'd\n'
            '    The output of `to_dict`'
        ),
        'linear_probe': (
            'Parameters\n'
            '----------\n'
            'epochs\n'
            '    Epochs of AdamW; None: solve the head to convergence\n'
            'lr\n'
            '    Peak learning rate, if `epochs` is set\n'
            'folds\n'
            '    Solve the head on training and validation images, by cross-validation with so many folds; None: on training images'
        ),
        'fine_tune': (
            'Parameters\n'
            '----------\n'
            'epochs\n'
            '    With all stages trainable\n'
            'freeze_epochs\n'
            '    With only the head trainable, beforehand; None: solve the head to convergence\n'
            'lr\n'
            '    Peak rate while only the head is trained, if `freeze_epochs` is set\n'
            'tune_lr\n'
            "    Peak rate of the head while all stages are trained; the stages' rates are lower\n"
            'lr_mult\n'
            "    Ratio of the head's rate to that of the first trained stage\n"
            'train\n'
            "    Groups of the last phase: 'stage4+' saves the time for the early stages"
        ),
        'lp_ft': (
            'Parameters\n'
            '----------\n'
            'epochs\n'
            '    With all stages trainable\n'
            'probe_epochs\n'
            '    At most, with only the head trainable, beforehand; None: solve the head to convergence\n'
            'lr\n'
            '    Rate while only the head is trained, if `probe_epochs` is set\n'
            'tune_lr\n'
            '    Peak rate of all stages, afterwards\n'
            'patience\n'
            '    Switch after this many epochs without a better monitor value; None: after `probe_epochs`'
        ),
        'gradual_unfreeze': (
            'Parameters\n'
            '----------\n'
            'lr\n'
            '    Peak rate of the head, once stages are trained with it\n'
            'stages\n'
            '    Number of stages of the network: `len(backbone.stages)`\n'
            'down_to\n'
            '    The last stage to unfreeze, 1 … stages\n'
            'decay\n'
            "    Ratio of a group's rate to that of the group below it, 1 or more"
        ),
        'surgical': (
            'Parameters\n'
            '----------\n'
            'stages\n'
            "    Names of the stages to train, such as ('stage1',)\n"
            'freeze_epochs\n'
            '    With only the head trainable, beforehand; None: solve the head to convergence\n'
            'lr\n'
            '    Peak rate while only the head is trained, if `freeze_epochs` is set\n'
            'tune_lr\n'
            '    Peak rate of the stages and the head together'
        ),
        'bit_hyperrule': (
            'Parameters\n'
            '----------\n'
            'n_train\n'
            '    Number of training images\n'
            'batch_size\n'
            '    The batch size of the data loaders\n'
            'base_lr\n'
            '    For batches of 512'
        ),
        'from_scratch': (
            'Parameters\n'
            '----------\n'
            'lr\n'
            '    Peak learning rate'
        ),
        'Plan.plot': (
            'Parameters\n'
            '----------\n'
            'groups\n'
            '    Of the network, from the input on\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.promises.own_images': {
        'check_promises': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    With the splits 'train', 'valid' and 'test'\n"
            'backbone\n'
            '    Backbone or the name of one\n'
            'budgets\n'
            '    Labels per class for training, and at most as many for validation\n'
            'seeds\n'
            '    Number of draws of images and of weights; five give clearer results\n'
            'minutes\n'
            '    Time limit, after which the finished runs are used; None: run all\n'
            'epochs\n'
            '    Per run\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'batch_size\n'
            '    None: 8, or fewer if the smallest budget has fewer images\n'
            'metric\n'
            '    What is compared\n'
            'storage\n'
            '    As in `Experiment`; None: a file in the cache\n'
            'larger\n'
            '    A newer, larger network, or the name of one, to compare with: three ways more to train'
        ),
    },
    'tl_nbdev.promises.plots': {
        'Promises.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
        'Promises.plot_time': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.promises.verdicts': {
        'Promises': (
            'Parameters\n'
            '----------\n'
            'runs\n'
            '    One row per run, columns as `run_columns`; curve: [seconds, validation accuracy] per epoch\n'
            'majority\n'
            '    The score of always predicting the most frequent class\n'
            'metric\n'
            "    Name of the metric, such as 'balanced_accuracy'\n"
            'name\n'
            '    Of the images and the network\n'
            'missing\n'
            '    Number of runs that did not fit into the minutes\n'
            'failed\n'
            '    Error messages of failed runs\n'
            'larger\n'
            '    Name of the larger backbone, if one was tried'
        ),
        'Promises.table': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    Fractions, seconds; NaN: unknown; `reached` of `tried` seeds reached it'
        ),
        'Promises.comparisons': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per question and budget; `gain` > 0: transfer is better'
        ),
        'Promises.sentences': (
            'Returns\n'
            '-------\n'
            'list[str]\n'
            '    Five, or six if a larger backbone was tried'
        ),
    },
    'tl_nbdev.quality.audits': {
        'Audit': (
            'Parameters\n'
            '----------\n'
            'source\n'
            '    The set that was audited\n'
            'table\n'
            '    One row per finding: action (refuse, skip, fix, warn, note), what, where, fix\n'
            'files\n'
            '    One row per file: path, relative, label, split, fate (use, skip, refuse), format, mode, …, pixels\n'
            'pairs\n'
            '    One row per near-duplicate pair: paths, labels, splits, difference (0 … 1)\n'
            'shortcuts\n'
            "    One row per property that tells the classes: task ('label' for the only one), cue, classes (told by it, the surest first), balanced_accuracy (of the first; guessing gives 0.5), shuffled (the same with shuffled labels), named (share of the first class that is named so), others (of the median other class), usual (in words), place (of a mark: top, left, height, width, as shares of the side)"
        ),
        'audit': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    The set to audit\n'
            'workers\n'
            '    Number of threads or, for many images, processes; None: one per processor, at most 16; 0: none'
        ),
        'find_leaks': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With splits\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per pair: first, first_split, second, second_split (paths and splits), why'
        ),
        'warn_of_two_labels': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With splits\n'
            'digests\n'
            '    Of its files'
        ),
        'check_splits': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    The set to train on\n'
            'overrides\n'
            "    Problems to accept anyway: 'leak'\n"
            'size\n'
            '    Also compare the pixels, by squares of this side length, which are computed if necessary\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[Override, ...]\n'
            '    Those of `overrides` that were needed, to be noted in every report'
        ),
        'Audit.class_counts': (
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            '    One row per class; columns use, skip, refuse'
        ),
        'Audit.show_suspects': (
            'Parameters\n'
            '----------\n'
            'n\n'
            '    Number of pairs, the most similar first\n'
            'side\n'
            '    Size of each image in pixels; its aspect ratio is kept\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
        'Audit.show_shortcuts': (
            'Parameters\n'
            '----------\n'
            'cue\n'
            '    One of `shortcuts.cue`; None: the surest\n'
            'n\n'
            '    Number of images in each of the two rows\n'
            'side\n'
            '    Size of each image in pixels; it is squeezed into a square\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.quality.file_checks': {
        'examine_file': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    An image file\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[dict[str, Any], bytes]\n'
            '    (facts, small version)'
        ),
        'problems_of_file': (
            'Parameters\n'
            '----------\n'
            'seen\n'
            '    The facts from `examine_file`\n'
            'path\n'
            '    The file, for its suffix\n'
            '\n'
            'Yields\n'
            '------\n'
            'tuple[str, str, str]\n'
            '    (action, what, fix)'
        ),
    },
    'tl_nbdev.recorded': {
        'Recorded': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    The file\n'
            'source\n'
            '    Where the pictures come from, and their licence\n'
            'labels\n'
            '    For each image the index of its class\n'
            'described\n'
            '    Descriptions: name → in a few words'
        ),
        'write_recorded': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    The file, `….zip`\n'
            'facts\n'
            '    Name, source, classes, labels and described, as in `Recorded`\n'
            'features\n'
            '    Description → a list of numbers for each image\n'
            'pictures\n'
            '    A WebP file of 48 × 48 pixels for each image'
        ),
        'load_recorded': (
            'Parameters\n'
            '----------\n'
            'name\n'
            "    'stamps' or 'digits'"
        ),
        'LinearHead': (
            'Parameters\n'
            '----------\n'
            'weights\n'
            '    A row for each class, a column for each feature\n'
            'bias\n'
            '    One for each class\n'
            'losses\n'
            '    Cross-entropy after each step, if it was trained'
        ),
        'LinearHead.logits': (
            'Parameters\n'
            '----------\n'
            'numbers\n'
            '    The features of one image\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[float]\n'
            '    One for each class'
        ),
        'LinearHead.answer': (
            'Parameters\n'
            '----------\n'
            'numbers\n'
            '    The features of one image\n'
            '\n'
            'Returns\n'
            '-------\n'
            'int\n'
            '    The index of the class with the highest score'
        ),
        'solve_head': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    Of all images\n'
            'labels\n'
            '    Of all images\n'
            'rows\n'
            '    Those to learn from\n'
            'strength\n'
            "    λ, as a share of the images' mean squared length; > 0"
        ),
        'accuracy': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    Of all images\n'
            'labels\n'
            '    Of all images\n'
            'rows\n'
            '    Those to be judged'
        ),
        'softmax': (
            'Parameters\n'
            '----------\n'
            'logits\n'
            '    One for each class\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[float]\n'
            '    Probabilities; they sum to 1'
        ),
        'cross_entropy': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    Of all images\n'
            'labels\n'
            '    Of all images\n'
            'rows\n'
            '    Those to be judged'
        ),
        'train_head': (
            'Parameters\n'
            '----------\n'
            'features\n'
            '    Of all images\n'
            'labels\n'
            '    Of all images\n'
            'rows\n'
            '    Those to learn from\n'
            'lr\n'
            '    Learning rate: how far each step goes\n'
            'steps\n'
            '    Each sees all images\n'
            '\n'
            'Returns\n'
            '-------\n'
            'LinearHead\n'
            '    With the loss after each step'
        ),
        'share_interval': (
            'Parameters\n'
            '----------\n'
            'right\n'
            '    How many were right\n'
            'n\n'
            '    Of how many; at least 1\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float]\n'
            '    From, to'
        ),
        'mean_interval': (
            'Parameters\n'
            '----------\n'
            'values\n'
            '    One for each draw; at least 2\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[float, float]\n'
            '    From, to'
        ),
        'dot_chart': (
            'Parameters\n'
            '----------\n'
            'rows\n'
            '    Name, value, and its interval: from, to\n'
            'label\n'
            '    What the values are\n'
            'mark\n'
            '    A value to compare with, and its name'
        ),
        'line_chart': (
            'Parameters\n'
            '----------\n'
            'curves\n'
            '    Name → a value for each of `x`\n'
            'x\n'
            '    Positions, from left to right'
        ),
        'Recorded.features': (
            'Parameters\n'
            '----------\n'
            'description\n'
            '    One of `described`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[list[float]]\n'
            '    For each image a list of numbers, of length 1'
        ),
        'Recorded.draw': (
            'Parameters\n'
            '----------\n'
            'per_class\n'
            '    Images of each class\n'
            'rows\n'
            '    Draw from these; None: from all images\n'
            '\n'
            'Returns\n'
            '-------\n'
            'list[int]\n'
            '    Their rows'
        ),
        'Recorded.show': (
            'Parameters\n'
            '----------\n'
            'rows\n'
            '    Which images\n'
            'captions\n'
            '    One for each; empty: the name of the class'
        ),
    },
    'tl_nbdev.testing': {
        'tiny_images': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Where to save them; a new temporary folder if None\n'
            'per_class\n'
            '    Images per class\n'
            'classes\n'
            '    Number of classes, 2 or 3\n'
            'size\n'
            '    Image size (pixels)\n'
            '\n'
            'Returns\n'
            '-------\n'
            'ImageSet\n'
            '    Without splits'
        ),
        'quiet': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`'
        ),
        'stand_in': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    What it was trained on\n'
            'run\n'
            '    The `Run` it was trained by\n'
            'overrides\n'
            '    Checks that were overridden\n'
            'network\n'
            '    Backbone; the tiny one if None\n'
            '**attributes\n'
            '    Of the learner itself'
        ),
    },
    'tl_nbdev.training.code': {
        'plan_code': (
            'Returns\n'
            '-------\n'
            'str\n'
            '    Python'
        ),
        'network_code': (
            'Parameters\n'
            '----------\n'
            'network\n'
            '    Pretrained, or trained by you\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    Python'
        ),
    },
    'tl_nbdev.training.domains': {
        'adapt_norms': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A trained one\n'
            'images\n'
            '    Of the new domain; labels are not used\n'
            'batch_size\n'
            '    Images per batch of statistics\n'
            'seed\n'
            '    For their order'
        ),
    },
    'tl_nbdev.training.fitting': {
        'find_lr_of': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`; left unchanged\n'
            'phase\n'
            '    The test uses its groups, optimiser, norm layer policy, size and options\n'
            'cache\n'
            '    As in `fit`'
        ),
        'as_in_phase': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            '\n'
            'Yields\n'
            '------\n'
            'list[str]\n'
            '    Names of the groups that learn'
        ),
        'rates_and_decay': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'rates\n'
            '    Of the groups that learn\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[list[float], list[float]]\n'
            '    Of all groups'
        ),
        'fit': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'seed\n'
            '    For batches, augmentation and dropout\n'
            'cache\n'
            "    'auto': compute frozen outputs once if that is exact and pays off; 'off': don't cache; 4, say: as 'auto', and of `light` and `strong` keep so many drawn views of each image, of which an epoch shows a random one\n"
            'folder\n'
            '    Where to save the state after each epoch, in case the process is killed\n'
            'resume\n'
            '    Continue from the state in `folder`, if there is one\n'
            'align_to\n'
            '    ImageSet of another domain: train on features transformed to its mean and covariance (CORAL)\n'
            'overrides\n'
            '    Checks that were overridden, `preflight(…).overrides`: they are on every report'
        ),
        'check_plan': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'plan\n'
            '    What it is to be trained by\n'
            'align_to\n'
            '    Images that features are to be aligned to, as in `fit`'
        ),
    },
    'tl_nbdev.training.many_heads': {
        'HeadRuns': (
            'Parameters\n'
            '----------\n'
            'runs\n'
            '    One `Run` per head\n'
            'options\n'
            '    (seed, lr, weight_decay, dropout) of each\n'
            'heads\n'
            '    One `nn.Sequential` per head, as from `Head.build`, with the weights of its best epoch'
        ),
        'HeadRuns.put': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    The learner they were trained for\n'
            'i\n'
            '    A row of the table; None: the head with the lowest validation loss\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Run\n'
            '    Its record'
        ),
        'fit_heads': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`; left unchanged\n'
            'lr\n'
            '    Peak learning rate, or several\n'
            'weight_decay\n'
            '    Or several\n'
            'dropout\n'
            "    Share of the features set to 0, or several; None: as in the learner's head\n"
            'seed\n'
            "    For a head's weights and the order and views of its images, or several\n"
            '\n'
            'Returns\n'
            '-------\n'
            'HeadRuns\n'
            '    One head per combination'
        ),
        'new_heads': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'epochs\n'
            '    For each head\n'
            'lr\n'
            '    One rate, or several\n'
            'weight_decay\n'
            '    One weight decay, or several\n'
            'dropout\n'
            "    Dropout before the last layer; None: the learner's own\n"
            'seed\n'
            '    One seed, or several\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[HeadRuns, list[int], list[Phase]]\n'
            '    Heads with empty records, seeds, a phase for each'
        ),
        'train_heads': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`, with kept features as its loaders\n'
            'result\n'
            '    From `new_heads`, like all that follow\n'
            'phases\n'
            '    One per head'
        ),
    },
    'tl_nbdev.training.rates': {
        'LRFind': (
            'Parameters\n'
            '----------\n'
            'suggestion\n'
            '    The rate to use for the groups it names\n'
            'low\n'
            '    Where the loss has made a tenth of its fall\n'
            'high\n'
            '    Where the loss is lowest; beyond, training diverges\n'
            'clear\n'
            '    Whether there was a valley, and the tries agree\n'
            'curves\n'
            '    One (rates, smoothed losses) per try'
        ),
        'LRFind.spread': (
            'Returns\n'
            '-------\n'
            'float\n'
            '    1: they agree'
        ),
        'default_rate': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'groups\n'
            '    Names of the groups that are trained'
        ),
        'find_lr': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            'repeats\n'
            '    Tries, each with its own order of the images\n'
            'num_it\n'
            '    Steps per try, 20 or more\n'
            'cache\n'
            '    As in `fit`\n'
            'train\n'
            '    Groups to train, as in `Phase`; None: those not frozen now'
        ),
        'find_group_lrs': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`, with a trained head: otherwise no rate of a stage makes sense\n'
            'train\n'
            '    Groups to test, as in `Phase`\n'
            '**options\n'
            '    Of `find_lr`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, LRFind]\n'
            '    By group'
        ),
        'LRFind.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw; None: in a new figure'
        ),
    },
    'tl_nbdev.training.restoring': {
        'weights_copy': (
            'Parameters\n'
            '----------\n'
            'model\n'
            '    Any network\n'
            '\n'
            'Returns\n'
            '-------\n'
            'dict[str, torch.Tensor]\n'
            '    Name → weights or statistics'
        ),
        'restore_state': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Restoring\n'
            '    A context manager'
        ),
        'check_learner': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A learner that is to be trained'
        ),
        'with_advice': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    Whose batches `f` uses'
        ),
    },
    'tl_nbdev.training.runs': {
        'Run': (
            'Parameters\n'
            '----------\n'
            'backbone\n'
            '    Full name\n'
            'weights\n'
            '    Name, origin and SHA-256\n'
            'head\n'
            '    Its options\n'
            'size\n'
            '    Image size in pixels\n'
            'batch_size\n'
            '    Per process\n'
            'fingerprint\n'
            '    Of the data\n'
            'split_fingerprint\n'
            '    Of data and splits\n'
            'content\n'
            "    Of these and of the files' bytes\n"
            'precision\n'
            "    'bfloat16' is mixed\n"
            'accumulate\n'
            '    Batches per step\n'
            'loss\n'
            "    Its name and settings; for a function that isn't from a package also a hash of its code\n"
            'callbacks\n'
            '    In the same way\n'
            'threads\n'
            '    Of torch, on which the last digits depend\n'
            'overrides\n'
            '    Checks that were overridden\n'
            'processes\n'
            '    Number that trained together\n'
            'history\n'
            '    A dict per epoch: phase, epoch, train_loss, valid_loss, accuracy, seconds\n'
            'seconds\n'
            '    One per phase\n'
            'on_features\n'
            '    One per phase: whether its frozen part was run only once\n'
            'views\n'
            '    How many drawn views of each training image may have been kept (`fit(…, cache=4)`); None: all that there are\n'
            'rates\n'
            "    Number of a phase ('1' is the first) → the rate found for its lr='find'\n"
            'best\n'
            '    Index into history of the epoch whose weights were kept (see also `after`)\n'
            'after\n'
            '    What was done besides the phases: averaging, domain adaptation\n'
            'notes\n'
            "    What didn't go as planned, and what to do about it"
        ),
        'draw_history': (
            'Parameters\n'
            '----------\n'
            'history\n'
            '    As in a `Run`\n'
            'best\n'
            '    Index of the epoch whose weights were kept\n'
            'ax\n'
            '    Where to draw\n'
            'monitor\n'
            '    What the epoch was chosen by'
        ),
        'best_epoch': (
            'Parameters\n'
            '----------\n'
            'history\n'
            '    As in a `Run`; not empty\n'
            'monitor\n'
            '    What the epoch is chosen by\n'
            '\n'
            'Returns\n'
            '-------\n'
            'int\n'
            '    Index into `history`'
        ),
        'Run.save': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    File to write'
        ),
        'Run.plot': (
            'Parameters\n'
            '----------\n'
            'ax\n'
            '    Where to draw the losses; None: in a new figure, with the accuracy on the validation images beside them\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Axes\n'
            '    Of the losses'
        ),
    },
    'tl_nbdev.training.solved_head': {
        'solve_linear': (
            'Parameters\n'
            '----------\n'
            'train\n'
            '    Features (n, width), class indices or numbers (n,), weights of the images (n,)\n'
            'valid\n'
            '    The same for the validation images, which decide on the strength\n'
            'n_classes\n'
            '    1 for a number\n'
            'smoothing\n'
            '    Label smoothing: share of a label spread over all classes\n'
            'strengths\n'
            '    Of the L2 penalty, from strong to weak\n'
            'kind\n'
            '    What the target is'
        ),
        'solve_crossed': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    Features (n, width), class indices or numbers (n,), weights of the images (n,)\n'
            'fold\n'
            "    The number of each image's fold (n,)\n"
            'n_classes\n'
            '    As in `solve_linear`, like all that follow\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[_Solution, torch.Tensor]\n'
            '    (the solution; what each image was told when it was held out, (n, classes))'
        ),
        'most_folds': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    With the splits 'train' and 'valid'"
        ),
    },
    'tl_nbdev.training.soups': {
        'soup': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    A trained learner; ends with the averaged weights\n'
            'others\n'
            '    Learners for the same data and the same network, trained from the same start\n'
            'monitor\n'
            '    As in `Plan`, or the loss or accuracy of a task\n'
            'greedy\n'
            '    Leave out models that make it worse; otherwise all are averaged\n'
            '\n'
            'Returns\n'
            '-------\n'
            'pd.DataFrame\n'
            "    One row per learner, best first: index (0 is `learn`), monitor, taken or not, the soup's monitor"
        ),
    },
    'tl_nbdev.training.tried_rates': {
        'FirstSteps': (
            'Parameters\n'
            '----------\n'
            'rate\n'
            '    The highest\n'
            'before\n'
            '    Loss of the first batch\n'
            'after\n'
            '    The highest loss of a batch after a step; inf if it is no number\n'
            'ignorant\n'
            '    Loss of a network whose logits are all 0, on these batches\n'
            'moved\n'
            '    By how much a step changes the weights, relative to their size; the median over layers\n'
            'only_head\n'
            '    Whether nothing else learns'
        ),
        'FirstSteps.too_low': (
            'Parameters\n'
            '----------\n'
            'steps\n'
            '    Of the phase'
        ),
        'first_steps': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`; left unchanged\n'
            'phase\n'
            "    With rates: not 'find', and not solved\n"
            'cache\n'
            '    As in `fit`'
        ),
        'solve_to_go_on': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            '    From `transfer_learner`; its head is replaced'
        ),
    },
    'tl_nbdev.tuners.heads': {
        'HeadPlayground': (
            'Parameters\n'
            '----------\n'
            'images\n'
            "    ImageSet with the splits 'train' and 'valid'\n"
            'network\n'
            '    The default backbone if None\n'
            'size\n'
            "    Image size (pixels); the network's own if None\n"
            'augment\n'
            "    Or 'flips', 'flips_hv', 'dihedral': needs the features of all views first"
        ),
    },
    'tl_nbdev.tuners.predictions': {
        'PredictPanel': (
            'Parameters\n'
            '----------\n'
            'model\n'
            '    Or model folder\n'
            'images\n'
            '    To choose pictures from; None: the validation images of a learner'
        ),
        'PredictPanel.take': (
            'Parameters\n'
            '----------\n'
            'name\n'
            '    File name, for display\n'
            'data\n'
            '    Its content'
        ),
    },
    'tl_nbdev.tuners.rates': {
        'LRPanel': (
            'Parameters\n'
            '----------\n'
            'learn\n'
            "    From `transfer_learner`; not changed. Don't train it during a search"
        ),
        'LRPanel.rates': (
            'Returns\n'
            '-------\n'
            'dict[str, float]\n'
            '    Group → learning rate'
        ),
    },
    'tl_nbdev.workbench.bench': {
        'Attempt': (
            'Parameters\n'
            '----------\n'
            'values\n'
            '    Of the controls\n'
            'given\n'
            '    The images before audit and splits\n'
            'advised\n'
            '    The suggested plan, if there was one\n'
            'images\n'
            '    With their splits\n'
            'report\n'
            '    On the validation images; None if it was stopped\n'
            'test\n'
            '    On the test images, if it was evaluated there\n'
            'name\n'
            '    Given by the user\n'
            'path\n'
            '    Of its record; None: not written'
        ),
        'Attempt.row': (
            'Returns\n'
            '-------\n'
            'dict[str, str]\n'
            '    Column → text'
        ),
        'Workbench': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With or without splits; None: choose them in the panel\n'
            'network\n'
            '    The initial network\n'
            'folder\n'
            "    Folder for the records of runs; None: 'workbench' next to the notebook"
        ),
        'Workbench.use': (
            'Parameters\n'
            '----------\n'
            'images\n'
            '    With one class an image, several labels, or numbers'
        ),
    },
    'tl_nbdev.workbench.layers': {
        'layer_table': (
            'Parameters\n'
            '----------\n'
            'stages\n'
            '    Of all stages of a backbone, including cut ones\n'
            'truncate_after\n'
            '    The last stage to keep; None: all\n'
            '\n'
            'Returns\n'
            '-------\n'
            'str\n'
            '    HTML, for a `Canvas`'
        ),
    },
    'tl_nbdev.workbench.planning': {
        'Workbench.pick_stage': (
            'Parameters\n'
            '----------\n'
            'stage\n'
            "    Such as 'stage3'"
        ),
    },
    'tl_nbdev.workbench.records': {
        'Record': (
            'Parameters\n'
            '----------\n'
            'name\n'
            "    Given by the user; '' if there is none\n"
            'row\n'
            '    What the table of runs shows: column → text\n'
            'values\n'
            '    Of the controls\n'
            'code\n'
            '    That does the same'
        ),
        'Record.save': (
            'Parameters\n'
            '----------\n'
            'path\n'
            '    File to write'
        ),
        'new_record_path': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Of the records\n'
            '\n'
            'Returns\n'
            '-------\n'
            'Path\n'
            '    Of a file that is not there yet'
        ),
        'read_records': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Of the records; may not exist yet\n'
            '\n'
            'Returns\n'
            '-------\n'
            'tuple[dict[str, Record], list[str]]\n'
            '    (file name without suffix → record, the newest first; damaged files)'
        ),
    },
    'tl_nbdev.workbench.running': {
        'Workbench.rename': (
            'Parameters\n'
            '----------\n'
            'name\n'
            "    '' takes its name away"
        ),
        'Workbench.judge': (
            'Parameters\n'
            '----------\n'
            'split\n'
            '    Whose images'
        ),
    },
    'tl_nbdev.workbench.studio': {
        'Studio': (
            'Parameters\n'
            '----------\n'
            'folder\n'
            '    Folder of pictures, which may be new; None: my_pictures in the working folder\n'
            'backbone\n'
            "    Pretrained network, or its name; None: EfficientNet-Lite0, and 'Better' tries others, too"
        ),
    },
}
